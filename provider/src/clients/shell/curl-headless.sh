# curl without a person: JWT is the access token of the shop's user, KEY the client's API key.
set -euo pipefail

ask() {
  curl --silent --show-error --fail-with-body -H "x-api-key: $KEY" -H "x-dressipi-jwt: $JWT" "$@"
}
member() {
  sed -E 's/.*"'"$1"'":"([^"]+)".*/\1/'
}

verifier=$(od -An -tx1 -N32 /dev/urandom | tr -d ' \n')
challenge=$(printf %s "$verifier" | openssl dgst -sha256 -binary | base64 | tr '+/' '-_' | tr -d '=')
code=$(ask -G "$AUTHORIZE" -H 'Accept: application/json' \
  -d response_type=code -d "client_id=$CLIENT_ID" -d "redirect_uri=$REDIRECT_URI" -d state=a-state \
  -d "code_challenge=$challenge" -d code_challenge_method=S256 | member code)
first=$(ask "$TOKEN" -d grant_type=authorization_code -d "client_id=$CLIENT_ID" -d "redirect_uri=$REDIRECT_URI" \
  --data-urlencode "code=$code" -d "code_verifier=$verifier")
echo "$first"
second=$(ask "$TOKEN" -d grant_type=refresh_token -d "client_id=$CLIENT_ID" -d "redirect_uri=$REDIRECT_URI" \
  -d "refresh_token=$(member refresh_token <<<"$first")")
echo "$second"
ask "$REVOKE" -d "client_id=$CLIENT_ID" -d "token=$(member refresh_token <<<"$second")"
echo revoked

# curl, as in that system's documentation.
set -euo pipefail

post() {
  curl --silent --show-error --fail-with-body "$@" --data-urlencode "client_id=$CLIENT_ID"
}
member() {
  sed -E 's/.*"'"$1"'":"([^"]+)".*/\1/'
}

verifier=$(od -An -tx1 -N32 /dev/urandom | tr -d ' \n')
challenge=$(printf %s "$verifier" | openssl dgst -sha256 -binary | base64 | tr '+/' '-_' | tr -d '=')
echo "$AUTHORIZE?response_type=code&client_id=$CLIENT_ID&redirect_uri=$REDIRECT_URI&scope=$SCOPE&code_challenge=$challenge&code_challenge_method=S256"
read -r ended
code=$(sed -E 's/.*[?&]code=([^&]+).*/\1/' <<<"$ended")
first=$(post --location --request POST "$TOKEN" \
  --header 'Content-Type: application/x-www-form-urlencoded' \
  --data-urlencode 'grant_type=authorization_code' \
  --data-urlencode "code=$code" \
  --data-urlencode "redirect_uri=$REDIRECT_URI" \
  --data-urlencode "scope=$SCOPE" \
  --data-urlencode "code_verifier=$verifier")
echo "$first"
second=$(post "$TOKEN" \
  --data-urlencode 'grant_type=refresh_token' \
  --data-urlencode "refresh_token=$(member refresh_token <<<"$first")")
echo "$second"
post "$REVOKE" --data-urlencode "token=$(member refresh_token <<<"$second")"
echo revoked

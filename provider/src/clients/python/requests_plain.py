# requests, as in that system's documentation.
import base64, hashlib, json, os, secrets
from urllib.parse import parse_qs, urlencode, urlsplit

import requests

env = os.environ
verifier = secrets.token_urlsafe(48)
challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def post(url, parameters):
    payload = urlencode({"client_id": env["CLIENT_ID"], **parameters})
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = requests.request("POST", url, headers=headers, data=payload)
    answer.raise_for_status()
    return answer.text


print(env["AUTHORIZE"] + "?" + urlencode({
    "response_type": "code", "client_id": env["CLIENT_ID"], "redirect_uri": env["REDIRECT_URI"],
    "scope": env["SCOPE"], "code_challenge": challenge, "code_challenge_method": "S256"}), flush=True)
code = parse_qs(urlsplit(input()).query)["code"][0]
first = json.loads(post(env["TOKEN"], {
    "grant_type": "authorization_code", "code": code, "redirect_uri": env["REDIRECT_URI"], "scope": env["SCOPE"],
    "code_verifier": verifier}))
print(json.dumps(first), flush=True)
second = json.loads(post(env["TOKEN"], {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}))
print(json.dumps(second), flush=True)
post(env["REVOKE"], {"token": second["refresh_token"]})
print("revoked", flush=True)

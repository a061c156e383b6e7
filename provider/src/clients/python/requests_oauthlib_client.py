import json, os

from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

env = os.environ
env["OAUTHLIB_INSECURE_TRANSPORT"] = "1"  # http, on this machine only
auth = HTTPBasicAuth(env["CLIENT_ID"], env["CLIENT_SECRET"])

session = OAuth2Session(env["CLIENT_ID"], redirect_uri=env["REDIRECT_URI"], scope=env["SCOPE"].split())
address, state = session.authorization_url(env["AUTHORIZE"])
print(address, flush=True)
first = session.fetch_token(env["TOKEN"], authorization_response=input(), auth=auth)
print(json.dumps(first), flush=True)
# It repeats the scope of its last answer at a refresh, so that one must be within what was granted.
second = session.refresh_token(env["TOKEN"], auth=auth)
print(json.dumps(second), flush=True)
# It has no revocation (RFC 7009).
session.post(
    env["REVOKE"], data={"token": second["refresh_token"]}, auth=auth, withhold_token=True).raise_for_status()
print("revoked", flush=True)

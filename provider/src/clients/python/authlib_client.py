import json, os

from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session

env = os.environ
env["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # http, on this machine only
verifier = generate_token(48)

client = OAuth2Session(
    env["CLIENT_ID"], env["CLIENT_SECRET"], redirect_uri=env["REDIRECT_URI"], scope=env["SCOPE"],
    token_endpoint_auth_method="client_secret_post", code_challenge_method="S256")
address, state = client.create_authorization_url(env["AUTHORIZE"], code_verifier=verifier)
print(address, flush=True)
first = client.fetch_token(env["TOKEN"], authorization_response=input(), code_verifier=verifier)
print(json.dumps(first), flush=True)
second = client.refresh_token(env["TOKEN"], refresh_token=first["refresh_token"])
print(json.dumps(second), flush=True)
client.revoke_token(env["REVOKE"], token=second["refresh_token"]).raise_for_status()
print("revoked", flush=True)

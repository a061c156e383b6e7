require "json"
require "oauth2"
require "uri"

$stdout.sync = true

token = URI(ENV["TOKEN"])
client = OAuth2::Client.new(
  ENV["CLIENT_ID"], ENV["CLIENT_SECRET"],
  site: "#{token.scheme}://#{token.host}:#{token.port}",
  authorize_url: ENV["AUTHORIZE"],
  token_url: ENV["TOKEN"],
  auth_scheme: :basic_auth
)
puts client.auth_code.authorize_url(redirect_uri: ENV["REDIRECT_URI"], scope: ENV["SCOPE"], state: "a-state")
ended = URI.decode_www_form(URI(gets.strip).query).to_h
first = client.auth_code.get_token(ended["code"], redirect_uri: ENV["REDIRECT_URI"])
puts JSON.generate(access_token: first.token, refresh_token: first.refresh_token)
second = first.refresh!
puts JSON.generate(access_token: second.token, refresh_token: second.refresh_token)
# This version has no revocation (RFC 7009); its client sends the request.
client.request(:post, ENV["REVOKE"],
               body: { token: second.refresh_token },
               headers: { "Authorization" => OAuth2::Authenticator.encode_basic_auth(client.id, client.secret) })
puts "revoked"

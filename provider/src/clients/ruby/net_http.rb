# net/http, as in that system's documentation.
require "digest"
require "json"
require "net/http"
require "securerandom"
require "uri"

$stdout.sync = true

def post(address, parameters)
  url = URI(address)
  http = Net::HTTP.new(url.host, url.port)
  request = Net::HTTP::Post.new(url)
  request["Content-Type"] = "application/x-www-form-urlencoded"
  request.body = URI.encode_www_form({ "client_id" => ENV["CLIENT_ID"] }.merge(parameters))
  response = http.request(request)
  raise response.read_body unless response.code == "200"

  response.read_body
end

verifier = SecureRandom.urlsafe_base64(48)
puts ENV["AUTHORIZE"] + "?" + URI.encode_www_form(
  "response_type" => "code",
  "client_id" => ENV["CLIENT_ID"],
  "redirect_uri" => ENV["REDIRECT_URI"],
  "scope" => ENV["SCOPE"],
  "code_challenge" => [Digest::SHA256.digest(verifier)].pack("m0").tr("+/", "-_").delete("="),
  "code_challenge_method" => "S256"
)
ended = URI.decode_www_form(URI(gets.strip).query).to_h
first = post(ENV["TOKEN"],
             "grant_type" => "authorization_code",
             "code" => ended["code"],
             "redirect_uri" => ENV["REDIRECT_URI"],
             "scope" => ENV["SCOPE"],
             "code_verifier" => verifier)
puts first
second = post(ENV["TOKEN"], "grant_type" => "refresh_token", "refresh_token" => JSON.parse(first)["refresh_token"])
puts second
post(ENV["REVOKE"], "token" => JSON.parse(second)["refresh_token"])
puts "revoked"

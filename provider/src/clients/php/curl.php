<?php
// PHP's curl extension.
function post(string $address, array $parameters): string
{
    $curl = curl_init($address);
    curl_setopt_array($curl, [
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_FAILONERROR => true,
        CURLOPT_POSTFIELDS => http_build_query(['client_id' => getenv('CLIENT_ID')] + $parameters),
    ]);
    $answer = curl_exec($curl);
    if ($answer === false) {
        fwrite(STDERR, curl_error($curl));
        exit(1);
    }
    return $answer;
}

$verifier = bin2hex(random_bytes(32));
$challenge = rtrim(strtr(base64_encode(hash('sha256', $verifier, true)), '+/', '-_'), '=');
echo getenv('AUTHORIZE') . '?' . http_build_query([
    'response_type' => 'code',
    'client_id' => getenv('CLIENT_ID'),
    'redirect_uri' => getenv('REDIRECT_URI'),
    'scope' => getenv('SCOPE'),
    'code_challenge' => $challenge,
    'code_challenge_method' => 'S256',
]), "\n";
parse_str(parse_url(trim(fgets(STDIN)), PHP_URL_QUERY), $ended);
$first = post(getenv('TOKEN'), [
    'grant_type' => 'authorization_code',
    'code' => $ended['code'],
    'redirect_uri' => getenv('REDIRECT_URI'),
    'scope' => getenv('SCOPE'),
    'code_verifier' => $verifier,
]);
echo $first, "\n";
$second = post(getenv('TOKEN'), [
    'grant_type' => 'refresh_token',
    'refresh_token' => json_decode($first, true)['refresh_token'],
]);
echo $second, "\n";
post(getenv('REVOKE'), ['token' => json_decode($second, true)['refresh_token']]);
echo "revoked\n";

// net/http, as in that system's documentation.
package main

import (
	"bufio"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
)

func post(address string, form url.Values) []byte {
	form.Set("client_id", os.Getenv("CLIENT_ID"))
	request, err := http.NewRequest("POST", address, strings.NewReader(form.Encode()))
	check(err)
	request.Header.Add("Content-Type", "application/x-www-form-urlencoded")
	response, err := http.DefaultClient.Do(request)
	check(err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	check(err)
	if response.StatusCode != 200 {
		panic(string(body))
	}
	return body
}

func tokens(form url.Values) map[string]any {
	var tokens map[string]any
	body := post(os.Getenv("TOKEN"), form)
	check(json.Unmarshal(body, &tokens))
	line, err := json.Marshal(tokens)
	check(err)
	fmt.Println(string(line))
	return tokens
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	random := make([]byte, 32)
	_, err := rand.Read(random)
	check(err)
	verifier := base64.RawURLEncoding.EncodeToString(random)
	challenge := sha256.Sum256([]byte(verifier))
	fmt.Println(os.Getenv("AUTHORIZE") + "?" + url.Values{
		"response_type":         {"code"},
		"client_id":             {os.Getenv("CLIENT_ID")},
		"redirect_uri":          {os.Getenv("REDIRECT_URI")},
		"scope":                 {os.Getenv("SCOPE")},
		"code_challenge":        {base64.RawURLEncoding.EncodeToString(challenge[:])},
		"code_challenge_method": {"S256"},
	}.Encode())
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	check(err)
	ended, err := url.Parse(strings.TrimSpace(line))
	check(err)
	first := tokens(url.Values{
		"grant_type":    {"authorization_code"},
		"code":          {ended.Query().Get("code")},
		"redirect_uri":  {os.Getenv("REDIRECT_URI")},
		"scope":         {os.Getenv("SCOPE")},
		"code_verifier": {verifier},
	})
	second := tokens(url.Values{
		"grant_type":    {"refresh_token"},
		"refresh_token": {first["refresh_token"].(string)},
	})
	post(os.Getenv("REVOKE"), url.Values{"token": {second["refresh_token"].(string)}})
	fmt.Println("revoked")
}

// golang.org/x/oauth2
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

func show(token *oauth2.Token) {
	line, err := json.Marshal(map[string]string{
		"access_token": token.AccessToken, "refresh_token": token.RefreshToken})
	check(err)
	fmt.Println(string(line))
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	ctx := context.Background()
	config := &oauth2.Config{
		ClientID:     os.Getenv("CLIENT_ID"),
		ClientSecret: os.Getenv("CLIENT_SECRET"),
		RedirectURL:  os.Getenv("REDIRECT_URI"),
		Scopes:       strings.Fields(os.Getenv("SCOPE")),
		Endpoint: oauth2.Endpoint{
			AuthURL:   os.Getenv("AUTHORIZE"),
			TokenURL:  os.Getenv("TOKEN"),
			AuthStyle: oauth2.AuthStyleInHeader,
		},
	}
	fmt.Println(config.AuthCodeURL("a-state"))
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	check(err)
	ended, err := url.Parse(strings.TrimSpace(line))
	check(err)
	first, err := config.Exchange(ctx, ended.Query().Get("code"))
	check(err)
	show(first)
	// It refreshes by itself when the access token has expired.
	expired := *first
	expired.Expiry = time.Now().Add(-time.Minute)
	second, err := config.TokenSource(ctx, &expired).Token()
	check(err)
	show(second)
	// It has no revocation (RFC 7009).
	form := url.Values{"token": {second.RefreshToken}}
	request, err := http.NewRequest("POST", os.Getenv("REVOKE"), strings.NewReader(form.Encode()))
	check(err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.SetBasicAuth(config.ClientID, config.ClientSecret)
	response, err := http.DefaultClient.Do(request)
	check(err)
	if response.StatusCode != 200 {
		panic(response.Status)
	}
	fmt.Println("revoked")
}

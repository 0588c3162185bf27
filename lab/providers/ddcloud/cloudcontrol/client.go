// Package cloudcontrol speaks the CloudControl API as the published ddcloud 3.0.6 does: the same operations, the same
// version in each path, the same fields of the answers.
package cloudcontrol

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// PublishedPollInterval is the published provider's poll interval.
const PublishedPollInterval = 5 * time.Second

// Settings of a client.
type Settings struct {
	// Endpoint is the base URL without a trailing slash.
	Endpoint           string
	Username, Password string
	// PollInterval is the time between two polls of a pending resource; the first poll comes after one interval.
	PollInterval time.Duration
	// NetworkRetries is the number of immediate further attempts if there was no answer at all.
	NetworkRetries int
}

// Client of one region, for one account.
type Client struct {
	settings Settings
	http     *http.Client

	accountLock  sync.Mutex
	organisation string
}

// NewClient makes no request. As published, it has no timeout and uses the proxies of the environment.
func NewClient(settings Settings) *Client {
	return &Client{settings: settings, http: &http.Client{}}
}

// call is one request that can be repeated.
type call struct {
	method, path string
	mediaType    string
	body         []byte
}

// send returns the answer whatever its status is; the error is one of the network.
func (client *Client) send(call call) (status int, answer []byte, err error) {
	for attempt := 0; ; attempt++ {
		status, answer, err = client.attempt(call)
		if err == nil || attempt >= client.settings.NetworkRetries {
			return status, answer, err
		}
	}
}

func (client *Client) attempt(call call) (int, []byte, error) {
	request, err := http.NewRequest(call.method, client.settings.Endpoint+call.path, bytes.NewReader(call.body))
	if err != nil {
		return 0, nil, err
	}
	request.SetBasicAuth(client.settings.Username, client.settings.Password)
	request.Header.Set("Accept", call.mediaType)
	if call.body != nil {
		request.Header.Set("Content-Type", call.mediaType)
	}
	response, err := client.http.Do(request)
	if err != nil {
		return 0, nil, fmt.Errorf("no answer to %s %s: %w", call.method, call.path, err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, nil, fmt.Errorf("the answer to %s %s broke off: %w", call.method, call.path, err)
	}
	// bodies contain passwords and private keys
	log.Printf("[DEBUG] %s %s: %d", call.method, call.path, response.StatusCode)
	return response.StatusCode, answer, nil
}

// path2 is the path of an operation of API 2, such as `network/vlan/ID` in version 2.9.
func (client *Client) path2(version, operation string) (string, error) {
	organisation, err := client.organisationID()
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("/caas/%s/%s/%s", version, organisation, operation), nil
}

// query encodes parameters in the given order: name, value, name, value.
func query(parameters ...string) string {
	var text strings.Builder
	for i := 0; i+1 < len(parameters); i += 2 {
		separator := "&"
		if i == 0 {
			separator = "?"
		}
		text.WriteString(separator + parameters[i] + "=" + url.QueryEscape(parameters[i+1]))
	}
	return text.String()
}

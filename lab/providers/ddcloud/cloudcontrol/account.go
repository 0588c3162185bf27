package cloudcontrol

import (
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
)

// organisationID is requested once in the life of a provider process, before its first other call. API operation: GET
// /oec/0.9/myaccount.
func (client *Client) organisationID() (string, error) {
	client.accountLock.Lock()
	defer client.accountLock.Unlock()
	if client.organisation != "" {
		return client.organisation, nil
	}
	status, answer, err := client.send(call{method: http.MethodGet, path: "/oec/0.9/myaccount", mediaType: "text/xml"})
	if err != nil {
		return "", err
	}
	if status == http.StatusUnauthorized {
		return "", errors.New("cannot connect to compute API (invalid credentials)")
	}
	var account struct {
		XMLName      xml.Name `xml:"Account"`
		Organisation string   `xml:"orgId"`
	}
	if err := xml.Unmarshal(answer, &account); err != nil {
		return "", fmt.Errorf("the API's answer about the account (HTTP %d) is no Account document: %w", status, err)
	}
	client.organisation = account.Organisation
	return client.organisation, nil
}

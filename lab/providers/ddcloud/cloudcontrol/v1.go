package cloudcontrol

import (
	"encoding/xml"
	"fmt"
	"net/http"
)

// status is API 0.9's answer to a change.
type status struct {
	XMLName     xml.Name `xml:"Status"`
	Result      string   `xml:"result"`
	Detail      string   `xml:"resultDetail"`
	Code        string   `xml:"resultCode"`
	Information []struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value"`
	} `xml:"additionalInformation"`
}

// callV1 makes a call of API 0.9, with a body if there is one; the path begins after the organisation's id.
func (client *Client) callV1(method, path string, body any) (int, []byte, error) {
	organisation, err := client.organisationID()
	if err != nil {
		return 0, nil, err
	}
	var text []byte
	if body != nil {
		if text, err = xml.Marshal(body); err != nil {
			return 0, nil, err
		}
	}
	return client.send(call{method, fmt.Sprintf("/oec/0.9/%s/%s", organisation, path), "text/xml", text})
}

func readStatus(what string, code int, body []byte) (*status, error) {
	read := &status{}
	if err := xml.Unmarshal(body, read); err != nil {
		return nil, fmt.Errorf("cannot %s: the answer (HTTP %d) is no Status document: %w", what, code, err)
	}
	return read, nil
}

// changeV1 requests a change: POST with a body, GET without.
func (client *Client) changeV1(what, path string, body any) (*status, error) {
	method := http.MethodGet
	if body != nil {
		method = http.MethodPost
	}
	code, answer, err := client.callV1(method, path, body)
	if err != nil {
		return nil, err
	}
	read, err := readStatus(what, code, answer)
	if err != nil {
		return nil, err
	}
	if read.Result != "SUCCESS" {
		return nil, &Refusal{What: what, Status: code, Code: read.Code, Message: read.Detail}
	}
	return read, nil
}

func (status *status) information(name string) (string, bool) {
	for _, entry := range status.Information {
		if entry.Name == name {
			return entry.Value, true
		}
	}
	return "", false
}

package cloudcontrol

import (
	"encoding/xml"
	"fmt"
	"time"
)

// AntiAffinityRule keeps two servers of a network domain on different hosts; in the form of API 2.2.
type AntiAffinityRule struct {
	ID      string      `json:"id"`
	Servers []Reference `json:"serverSummary"`
	State   string      `json:"state"`
}

func (rule *AntiAffinityRule) state() string { return rule.State }

// CreateAntiAffinityRule is an operation of API 0.9: POST antiAffinityRule.
func (client *Client) CreateAntiAffinityRule(server1, server2 string) (string, error) {
	body := struct {
		XMLName xml.Name `xml:"http://oec.api.opsource.net/schemas/server NewAntiAffinityRule"`
		Servers []string `xml:"serverId"`
	}{Servers: []string{server1, server2}}
	what := fmt.Sprintf("create anti-affinity rule for servers %s and %s", server1, server2)
	status, err := client.changeV1(what, "antiAffinityRule", body)
	if err != nil {
		return "", err
	}
	id, ok := status.information("antiaffinityrule.id")
	if !ok {
		return "", fmt.Errorf("cannot %s: the answer has no antiaffinityrule.id", what)
	}
	return id, nil
}

func (client *Client) AntiAffinityRule(id, networkDomainID string) (*AntiAffinityRule, error) {
	what := "anti-affinity rule " + id
	operation := "server/antiAffinityRule" + query("id", id, "networkDomainId", networkDomainID)
	found, err := page[AntiAffinityRule](client, what, "2.2", operation, "antiAffinityRule")
	return only(what, found, err)
}

// DeleteAntiAffinityRule is an operation of API 0.9, and a GET.
func (client *Client) DeleteAntiAffinityRule(id string) error {
	_, err := client.changeV1("delete anti-affinity rule "+id, "antiAffinityRule/"+id+"?delete", nil)
	return err
}

func (client *Client) WaitForAntiAffinityRule(id, networkDomainID string, timeout time.Duration) (*AntiAffinityRule, error) {
	return waitForNormal(client, "anti-affinity rule "+id, timeout, func() (*AntiAffinityRule, error) {
		return client.AntiAffinityRule(id, networkDomainID)
	})
}

func (client *Client) WaitForNoAntiAffinityRule(id, networkDomainID string, timeout time.Duration) error {
	return waitForDelete(client, "anti-affinity rule "+id, timeout, func() (*AntiAffinityRule, error) {
		return client.AntiAffinityRule(id, networkDomainID)
	})
}

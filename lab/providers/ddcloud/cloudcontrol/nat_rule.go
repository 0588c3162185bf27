package cloudcontrol

import (
	"fmt"
	"iter"
)

// NATRule in the form of API 2.9.
type NATRule struct {
	ID              string `json:"id"`
	NetworkDomainID string `json:"networkDomainId"`
	InternalIP      string `json:"internalIp"`
	ExternalIP      string `json:"externalIp"`
}

// CreateNATRule uses a free public address if externalIP is empty. API operation: createNatRule.
func (client *Client) CreateNATRule(networkDomainID, internalIP, externalIP string) (string, error) {
	body := struct {
		NetworkDomainID string `json:"networkDomainId"`
		InternalIP      string `json:"internalIp"`
		ExternalIP      string `json:"externalIp,omitempty"`
	}{networkDomainID, internalIP, externalIP}
	what := "create NAT rule for " + internalIP
	answer, err := client.change(what, "2.13", "network/createNatRule", body, OK)
	if err != nil {
		return "", err
	}
	if len(answer.Info) != 1 || answer.Info[0].Name != "natRuleId" {
		return "", fmt.Errorf("cannot %s: the answer says %v, where natRuleId alone is expected", what, answer.Info)
	}
	return answer.Info[0].Value, nil
}

func (client *Client) NATRule(id string) (*NATRule, error) {
	return find[NATRule](client, "NAT rule "+id, "2.9", "network/natRule/"+id)
}

func (client *Client) NATRules(networkDomainID string) iter.Seq2[[]NATRule, error] {
	what := "NAT rules of network domain " + networkDomainID
	return pages[NATRule](client, what, "2.2", "network/natRule", "natRule", DefaultPageSize, "networkDomainId", networkDomainID)
}

func (client *Client) DeleteNATRule(id string) error {
	_, err := client.change("delete NAT rule "+id, "2.2", "network/deleteNatRule", byID{id}, OK)
	return err
}

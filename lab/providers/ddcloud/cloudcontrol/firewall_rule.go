package cloudcontrol

import (
	"iter"
	"time"
)

// FirewallRule in the form of API 2.2.
type FirewallRule struct {
	ID              string       `json:"id"`
	Name            string       `json:"name"`
	Action          string       `json:"action"`
	IPVersion       string       `json:"ipVersion"`
	Protocol        string       `json:"protocol"`
	Source          FirewallSide `json:"source"`
	Destination     FirewallSide `json:"destination"`
	Enabled         bool         `json:"enabled"`
	State           string       `json:"state"`
	NetworkDomainID string       `json:"networkDomainId"`
	RuleType        string       `json:"ruleType"`
}

func (rule *FirewallRule) state() string { return rule.State }

// FirewallSide is the source or the destination of a rule.
type FirewallSide struct {
	IP            *FirewallIP   `json:"ip,omitempty"`
	AddressList   *Reference    `json:"ipAddressList,omitempty"`
	AddressListID string        `json:"ipAddressListId,omitempty"`
	Port          *FirewallPort `json:"port,omitempty"`
	PortListID    string        `json:"portListId,omitempty"`
}

// FirewallIP is an address, a network or ANY.
type FirewallIP struct {
	Address    string `json:"address"`
	PrefixSize *int   `json:"prefixSize,omitempty"`
}

// FirewallPort is a port or a range; a missing end is sent as null.
type FirewallPort struct {
	Begin int  `json:"begin"`
	End   *int `json:"end"`
}

// FirewallRuleCreation is the body of createFirewallRule.
type FirewallRuleCreation struct {
	Name            string            `json:"name"`
	Action          string            `json:"action"`
	Enabled         bool              `json:"enabled"`
	Placement       FirewallPlacement `json:"placement"`
	IPVersion       string            `json:"ipVersion"`
	Protocol        string            `json:"protocol"`
	Source          FirewallSide      `json:"source"`
	Destination     FirewallSide      `json:"destination"`
	NetworkDomainID string            `json:"networkDomainId"`
}

// FirewallPlacement is the initial position in the order of the network domain's rules.
type FirewallPlacement struct {
	Position string `json:"position"`
	// RelativeToRule is the name of another rule.
	RelativeToRule string `json:"relativeToRule,omitempty"`
}

func (client *Client) CreateFirewallRule(rule FirewallRuleCreation) (string, error) {
	return client.made("create firewall rule "+rule.Name, "2.2", "network/createFirewallRule", rule, "firewallRuleId", OK)
}

func (client *Client) FirewallRule(id string) (*FirewallRule, error) {
	return find[FirewallRule](client, "firewall rule "+id, "2.2", "network/firewallRule/"+id)
}

func (client *Client) FirewallRules(networkDomainID string) iter.Seq2[[]FirewallRule, error] {
	what := "firewall rules of network domain " + networkDomainID
	return pages[FirewallRule](client, what, "2.2", "network/firewallRule", "firewallRule", DefaultPageSize,
		"networkDomainId", networkDomainID)
}

// EditFirewallRule changes the only field that the provider changes.
func (client *Client) EditFirewallRule(id string, enabled bool) error {
	body := struct {
		ID      string `json:"id"`
		Enabled bool   `json:"enabled"`
	}{id, enabled}
	_, err := client.change("edit firewall rule "+id, "2.2", "network/editFirewallRule", body, OK)
	return err
}

func (client *Client) DeleteFirewallRule(id string) error {
	_, err := client.change("delete firewall rule "+id, "2.2", "network/deleteFirewallRule", byID{id}, OK)
	return err
}

func (client *Client) WaitForFirewallRule(id string, timeout time.Duration) (*FirewallRule, error) {
	return waitForNormal(client, "firewall rule "+id, timeout, func() (*FirewallRule, error) { return client.FirewallRule(id) })
}

func (client *Client) WaitForNoFirewallRule(id string, timeout time.Duration) error {
	return waitForDelete(client, "firewall rule "+id, timeout, func() (*FirewallRule, error) { return client.FirewallRule(id) })
}

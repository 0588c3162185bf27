package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

const anyAddress, anyPort = "ANY", "any"

// firewallSide reads the arguments whose names begin with "source" or "destination".
func firewallSide(data *schema.ResourceData, side string) (cloudcontrol.FirewallSide, error) {
	built := cloudcontrol.FirewallSide{}
	argument := func(name string) string { return text(data, side+"_"+name) }
	address, network, list := argument("address"), argument("network"), argument("address_list")
	switch {
	case address != "":
		// in capitals as published, which is visible in IPv6 addresses
		built.IP = &cloudcontrol.FirewallIP{Address: strings.ToUpper(address)}
	case network != "":
		base, size, _ := strings.Cut(network, "/")
		prefixSize, err := strconv.Atoi(size)
		if err != nil {
			return built, fmt.Errorf("%s_network is '%s': ADDRESS/PREFIX is expected", side, network)
		}
		built.IP = &cloudcontrol.FirewallIP{Address: base, PrefixSize: &prefixSize}
	case list != "":
		built.AddressListID = list
	default:
		built.IP = &cloudcontrol.FirewallIP{Address: anyAddress}
	}
	port, err := firewallPort(side+"_port", argument("port"))
	built.Port = port
	if port == nil {
		built.PortListID = argument("port_list")
	}
	return built, err
}

// firewallPort reads "22" or "8000-9060"; "any" and "" mean no port.
func firewallPort(argument, text string) (*cloudcontrol.FirewallPort, error) {
	if text == "" || text == anyPort {
		return nil, nil
	}
	first, last, isRange := strings.Cut(text, "-")
	begin, err := strconv.Atoi(first)
	if err != nil {
		return nil, fmt.Errorf("%s is '%s': a port, BEGIN-END or any is expected", argument, text)
	}
	if !isRange {
		return &cloudcontrol.FirewallPort{Begin: begin}, nil
	}
	end, err := strconv.Atoi(last)
	if err != nil {
		return nil, fmt.Errorf("%s is '%s': a port, BEGIN-END or any is expected", argument, text)
	}
	return &cloudcontrol.FirewallPort{Begin: begin, End: &end}, nil
}

// importFirewallRule stores the ids of lists as addresses and ports, as published: the next plan replaces such a rule.
func importFirewallRule(data *schema.ResourceData, cloud *connection) error {
	rule, err := cloud.FirewallRule(data.Id())
	if err != nil {
		return err
	}
	if rule == nil {
		return fmt.Errorf("no firewall rule has the id %s", data.Id())
	}
	attributes := map[string]any{
		"networkdomain": rule.NetworkDomainID,
		"name":          rule.Name,
		"enabled":       rule.Enabled,
		"ip_version":    rule.IPVersion,
		"protocol":      rule.Protocol,
		"action":        platformAction(rule.Action),
	}
	for side, found := range map[string]cloudcontrol.FirewallSide{"source": rule.Source, "destination": rule.Destination} {
		switch {
		case found.IP != nil && found.IP.PrefixSize != nil:
			attributes[side+"_network"] = fmt.Sprintf("%s/%d", found.IP.Address, *found.IP.PrefixSize)
		case found.IP != nil:
			attributes[side+"_address"] = found.IP.Address
		case found.AddressList != nil:
			attributes[side+"_address"] = found.AddressList.ID
		}
		switch {
		case found.Port != nil && found.Port.End != nil:
			attributes[side+"_port"] = fmt.Sprintf("%d-%d", found.Port.Begin, *found.Port.End)
		case found.Port != nil:
			attributes[side+"_port"] = strconv.Itoa(found.Port.Begin)
		case found.PortListID != "":
			attributes[side+"_port"] = found.PortListID
		}
	}
	return store(data, attributes)
}

package main

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

const (
	networkDomainDeployTimeout = 5 * time.Minute
	networkDomainDeleteTimeout = 15 * time.Minute
)

func networkDomain() *schema.Resource {
	return &schema.Resource{
		CreateContext: operation(createNetworkDomain),
		ReadContext:   operation(readNetworkDomain),
		UpdateContext: operation(updateNetworkDomain),
		DeleteContext: operation(deleteNetworkDomain),
		Importer:      importable(importNetworkDomain),
		Schema: map[string]*schema.Schema{
			"name":                        required(schema.TypeString),
			"description":                 description(),
			"plan":                        upperCased(defaulting(optional(schema.TypeString), "ESSENTIALS")),
			"datacenter":                  replacing(required(schema.TypeString)),
			"default_firewall_rule":       set(defaultFirewallRule()),
			"nat_ipv4_address":            computed(schema.TypeString),
			"outside_transit_ipv4_subnet": computed(schema.TypeString),
		},
	}
}

func createNetworkDomain(data *schema.ResourceData, cloud *connection) error {
	name := text(data, "name")
	var id string
	err := cloud.whileBusy("deploy network domain "+name, func() (err error) {
		id, err = cloud.DeployNetworkDomain(name, text(data, "description"), text(data, "plan"), text(data, "datacenter"))
		return err
	})
	if err != nil {
		return err
	}
	data.SetId(id)
	domain, err := cloud.WaitForNetworkDomain(id, networkDomainDeployTimeout)
	if err != nil {
		return err
	}
	data.Partial(true)
	if err := store(data, networkDomainAddresses(domain)); err != nil {
		return err
	}
	if err := applyDefaultFirewallRules(data, cloud); err != nil {
		return err
	}
	data.Partial(false)
	return nil
}

func readNetworkDomain(data *schema.ResourceData, cloud *connection) error {
	domain, err := cloud.NetworkDomain(data.Id())
	if err != nil {
		return err
	}
	if domain == nil {
		data.SetId("")
	} else if err := setNetworkDomain(data, domain); err != nil {
		return err
	}
	// also for a domain that no longer exists, as published: if default rules are configured, this read then fails
	return readDefaultFirewallRules(data, cloud)
}

func updateNetworkDomain(data *schema.ResourceData, cloud *connection) error {
	name, description, plan := changedText(data, "name"), changedText(data, "description"), changedText(data, "plan")
	if name != nil || description != nil || plan != nil {
		if err := cloud.EditNetworkDomain(data.Id(), name, description, plan); err != nil {
			return err
		}
	}
	return applyDefaultFirewallRules(data, cloud)
}

// deleteNetworkDomain first removes the public IP blocks that NAT rules have added. Then, as published, it ignores
// every refusal but RESOURCE_BUSY: a domain that still has dependencies is forgotten, not deleted.
func deleteNetworkDomain(data *schema.ResourceData, cloud *connection) error {
	id := data.Id()
	for blocks, err := range cloud.PublicIPBlocks(id) {
		if err != nil {
			return err
		}
		for _, block := range blocks {
			if err := cloud.RemovePublicIPBlock(block.ID); err != nil {
				return err
			}
		}
	}
	err := cloud.whileBusy("delete network domain "+id, func() error {
		if err := cloud.DeleteNetworkDomain(id); cloudcontrol.IsBusy(err) {
			return err
		}
		return nil
	})
	if err != nil {
		return err
	}
	return cloud.WaitForNoNetworkDomain(id, networkDomainDeleteTimeout)
}

func importNetworkDomain(data *schema.ResourceData, cloud *connection) error {
	domain, err := cloud.NetworkDomain(data.Id())
	if err != nil {
		return err
	}
	if domain == nil {
		return fmt.Errorf("no network domain has the id %s", data.Id())
	}
	return setNetworkDomain(data, domain)
}

func setNetworkDomain(data *schema.ResourceData, domain *cloudcontrol.NetworkDomain) error {
	attributes := networkDomainAddresses(domain)
	attributes["name"] = domain.Name
	attributes["description"] = domain.Description
	attributes["plan"] = domain.Type
	attributes["datacenter"] = domain.DatacenterID
	return store(data, attributes)
}

func networkDomainAddresses(domain *cloudcontrol.NetworkDomain) map[string]any {
	return map[string]any{
		"nat_ipv4_address":            domain.SNATAddress,
		"outside_transit_ipv4_subnet": fmt.Sprintf("%s/%d", domain.OutsideTransit.Address, domain.OutsideTransit.PrefixSize),
	}
}

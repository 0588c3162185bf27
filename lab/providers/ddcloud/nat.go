package main

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

func nat() *schema.Resource {
	return &schema.Resource{
		CreateContext: operation(createNAT),
		ReadContext:   operation(readNAT),
		UpdateContext: operation(updateNAT),
		DeleteContext: operation(deleteNAT),
		Importer:      importable(importNAT),
		Schema: map[string]*schema.Schema{
			"networkdomain": replacing(required(schema.TypeString)),
			"private_ipv4":  replacing(required(schema.TypeString)),
			// a plan accepts a change, which is then ignored, as published
			"public_ipv4": optionalComputed(schema.TypeString),
		},
	}
}

func createNAT(data *schema.ResourceData, cloud *connection) error {
	domain, private, public := text(data, "networkdomain"), text(data, "private_ipv4"), text(data, "public_ipv4")
	var id string
	err := cloud.whileBusy("create NAT rule for "+private, withPublicAddress(cloud, domain, func() (err error) {
		id, err = cloud.CreateNATRule(domain, private, public)
		return err
	}))
	if err != nil {
		return err
	}
	data.SetId(id)
	rule, err := cloud.NATRule(id)
	if err != nil {
		return err
	}
	if rule == nil {
		return fmt.Errorf("NAT rule %s is not there after it was created", id)
	}
	return store(data, map[string]any{"public_ipv4": rule.ExternalIP, "private_ipv4": rule.InternalIP})
}

// withPublicAddress adds a public IP block if the domain has no free address; the next attempt, one retry_delay later,
// uses one of its two addresses.
func withPublicAddress(cloud *connection, networkDomainID string, attempt func() error) func() error {
	return func() error {
		err := attempt()
		if !cloudcontrol.HasCode(err, cloudcontrol.NoIPAddressAvailable) {
			return err
		}
		if err := cloud.AddPublicIPBlock(networkDomainID); err != nil {
			return fmt.Errorf("no public address is free, and no block can be added: %w", err)
		}
		return errAgain
	}
}

// readNAT reads only whether the rule exists. It asks twice, as published.
func readNAT(data *schema.ResourceData, cloud *connection) error {
	rule, err := twice(func() (*cloudcontrol.NATRule, error) { return cloud.NATRule(data.Id()) })
	if err == nil && rule == nil {
		data.SetId("")
	}
	return err
}

// updateNAT has nothing to do: a plan accepts another public_ipv4, which is never requested.
func updateNAT(*schema.ResourceData, *connection) error { return nil }

func deleteNAT(data *schema.ResourceData, cloud *connection) error {
	return cloud.whileBusy("delete NAT rule "+data.Id(), func() error { return cloud.DeleteNATRule(data.Id()) })
}

func importNAT(data *schema.ResourceData, cloud *connection) error {
	rule, err := cloud.NATRule(data.Id())
	if err != nil {
		return err
	}
	if rule == nil {
		return fmt.Errorf("no NAT rule has the id %s", data.Id())
	}
	return store(data, map[string]any{
		"networkdomain": rule.NetworkDomainID,
		"private_ipv4":  rule.InternalIP,
		"public_ipv4":   rule.ExternalIP,
	})
}

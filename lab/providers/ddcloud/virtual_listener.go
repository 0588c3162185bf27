package main

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

func virtualListener() *schema.Resource {
	return &schema.Resource{
		CreateContext: operation(createVirtualListener),
		ReadContext:   operation(readVirtualListener),
		UpdateContext: operation(updateVirtualListener),
		DeleteContext: operation(deleteVirtualListener),
		Schema: map[string]*schema.Schema{
			"networkdomain":            replacing(required(schema.TypeString)),
			"name":                     replacing(required(schema.TypeString)),
			"description":              description(),
			"type":                     replacing(oneOf(defaulting(optional(schema.TypeString), "STANDARD"), "STANDARD", "PERFORMANCE_LAYER_4")),
			"protocol":                 replacing(required(schema.TypeString)),
			"ipv4":                     optionalComputed(schema.TypeString),
			"port":                     replacing(defaulting(optional(schema.TypeInt), 0)),
			"enabled":                  defaulting(optional(schema.TypeBool), true),
			"connection_limit":         positive(defaulting(optional(schema.TypeInt), 20000)),
			"connection_rate_limit":    positive(defaulting(optional(schema.TypeInt), 2000)),
			"source_port_preservation": defaulting(optional(schema.TypeString), "PRESERVE"),
			"pool":                     optional(schema.TypeString),
			"persistence_profile":      defaulting(optional(schema.TypeString), ""),
			"ssl_offload_profile":      optional(schema.TypeString),
			"irules":                   set(&schema.Schema{Type: schema.TypeString}),
			"optimization_profile":     optional(schema.TypeString),
		},
	}
}

// createVirtualListener uses a free public address if none is given, like a NAT rule.
func createVirtualListener(data *schema.ResourceData, cloud *connection) error {
	domain := text(data, "networkdomain")
	var id string
	create := func() error {
		profileID, err := persistenceProfileID(data, cloud)
		if err != nil {
			return err
		}
		ruleIDs, err := iRuleIDs(data, cloud)
		if err != nil {
			return err
		}
		id, err = cloud.CreateVirtualListener(cloudcontrol.VirtualListenerCreation{
			Name:                   text(data, "name"),
			Description:            text(data, "description"),
			Type:                   text(data, "type"),
			Protocol:               text(data, "protocol"),
			Address:                text(data, "ipv4"),
			Port:                   number(data, "port"),
			Enabled:                data.Get("enabled").(bool),
			ConnectionLimit:        number(data, "connection_limit"),
			ConnectionRateLimit:    number(data, "connection_rate_limit"),
			SourcePortPreservation: text(data, "source_port_preservation"),
			PoolID:                 text(data, "pool"),
			PersistenceProfileID:   profileID,
			SSLOffloadProfileID:    text(data, "ssl_offload_profile"),
			IRuleIDs:               ruleIDs,
			OptimizationProfile:    text(data, "optimization_profile"),
			NetworkDomainID:        domain,
		})
		return err
	}
	err := cloud.whileBusy("create virtual listener "+text(data, "name"), withPublicAddress(cloud, domain, create))
	if err != nil {
		return err
	}
	data.SetId(id)
	listener, err := cloud.VirtualListener(id)
	if err != nil {
		return err
	}
	if listener == nil {
		return fmt.Errorf("virtual listener %s is not there after it was created", id)
	}
	return data.Set("ipv4", listener.Address)
}

// readVirtualListener asks twice, and never compares pool and optimization profile, as published.
func readVirtualListener(data *schema.ResourceData, cloud *connection) error {
	listener, err := twice(func() (*cloudcontrol.VirtualListener, error) { return cloud.VirtualListener(data.Id()) })
	if err != nil {
		return err
	}
	if listener == nil {
		data.SetId("")
		return nil
	}
	var rules []string
	for _, rule := range listener.IRules {
		rules = append(rules, rule.Name)
	}
	return store(data, map[string]any{
		"description":              listener.Description,
		"enabled":                  listener.Enabled,
		"connection_limit":         listener.ConnectionLimit,
		"connection_rate_limit":    listener.ConnectionRateLimit,
		"source_port_preservation": listener.SourcePortPreservation,
		"persistence_profile":      listener.PersistenceProfile.Name,
		"ssl_offload_profile":      listener.SSLOffloadProfile.ID,
		"ipv4":                     listener.Address,
		"irules":                   rules,
	})
}

// updateVirtualListener has no retry and changes neither address nor optimization profile, as published.
func updateVirtualListener(data *schema.ResourceData, cloud *connection) error {
	description, enabled := text(data, "description"), data.Get("enabled").(bool)
	edit := cloudcontrol.VirtualListenerEdit{
		ID:                     data.Id(),
		Description:            &description,
		Enabled:                &enabled,
		ConnectionLimit:        changedFilled[int](data, "connection_limit"),
		ConnectionRateLimit:    changedFilled[int](data, "connection_rate_limit"),
		SourcePortPreservation: changedText(data, "source_port_preservation"),
		PoolID:                 changedText(data, "pool"),
		SSLOffloadProfileID:    changedFilled[string](data, "ssl_offload_profile"),
	}
	if data.HasChange("persistence_profile") {
		id, err := persistenceProfileID(data, cloud)
		if err != nil {
			return err
		}
		if id == "" {
			return fmt.Errorf("no persistence profile is called '%s'",
				text(data, "persistence_profile"))
		}
		edit.PersistenceProfileID = &id
	}
	if data.HasChange("irules") {
		ruleIDs, err := iRuleIDs(data, cloud)
		if err != nil {
			return err
		}
		edit.IRuleIDs = &ruleIDs
	}
	return cloud.EditVirtualListener(edit)
}

func deleteVirtualListener(data *schema.ResourceData, cloud *connection) error {
	return cloud.whileBusy("delete virtual listener "+data.Id(), func() error { return cloud.DeleteVirtualListener(data.Id()) })
}

// persistenceProfileID is empty if no profile is named; a name that does not exist is refused.
func persistenceProfileID(data *schema.ResourceData, cloud *connection) (string, error) {
	name := text(data, "persistence_profile")
	if name == "" {
		return "", nil
	}
	for profiles, err := range cloud.DefaultsOf(cloudcontrol.PersistenceProfiles, text(data, "networkdomain")) {
		if err != nil {
			return "", err
		}
		for _, profile := range profiles {
			if profile.Name == name {
				return profile.ID, nil
			}
		}
	}
	return "", nil
}

// iRuleIDs of the named rules; unknown names are ignored, as published.
func iRuleIDs(data *schema.ResourceData, cloud *connection) ([]string, error) {
	ruleIDs := []string{}
	names := data.Get("irules").(*schema.Set)
	if names.Len() == 0 {
		return ruleIDs, nil
	}
	for rules, err := range cloud.DefaultsOf(cloudcontrol.IRules, text(data, "networkdomain")) {
		if err != nil {
			return nil, err
		}
		for _, rule := range rules {
			if names.Contains(rule.Name) {
				ruleIDs = append(ruleIDs, rule.ID)
			}
		}
	}
	return ruleIDs, nil
}

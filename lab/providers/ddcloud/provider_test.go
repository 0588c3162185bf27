package main

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
)

func TestTheSchemaIsValid(t *testing.T) {
	if err := newProvider().InternalValidate(); err != nil {
		t.Fatal(err)
	}
}

// What a plan shows as "forces replacement", resource by resource.
func TestReplacingArguments(t *testing.T) {
	expected := map[string]string{
		"ddcloud_address":      "addresslist_name networkdomain",
		"ddcloud_address_list": "ip_version name networkdomain",
		"ddcloud_firewall_rule": "action destination_address destination_address_list destination_network destination_port " +
			"destination_port_list ip_version name networkdomain placement placement_relative_to protocol source_address " +
			"source_address_list source_network source_port source_port_list",
		"ddcloud_ip_address_reservation": "address address_type description vlan",
		"ddcloud_nat":                    "networkdomain private_ipv4",
		"ddcloud_network_adapter":        "vlan",
		"ddcloud_networkdomain":          "datacenter",
		"ddcloud_port_list":              "name networkdomain",
		"ddcloud_server":                 "dns_primary dns_secondary image networkdomain",
		"ddcloud_server_anti_affinity":   "server1 server2",
		"ddcloud_server_backup":          "server",
		"ddcloud_ssl_certificate_chain":  "chain name networkdomain",
		"ddcloud_ssl_domain_certificate": "certificate name networkdomain private_key",
		"ddcloud_ssl_offload_profile":    "networkdomain",
		"ddcloud_static_route":           "",
		"ddcloud_storage_controller":     "adapter_type scsi_bus_number server",
		"ddcloud_vip_node":               "name networkdomain",
		"ddcloud_vip_pool":               "name networkdomain",
		"ddcloud_vip_pool_member":        "node pool port",
		"ddcloud_virtual_listener":       "name networkdomain port protocol type",
		"ddcloud_vlan":                   "ipv4_base_address ipv4_prefix_size",
	}
	compare(t, expected, func(resource *schema.Resource) string {
		return arguments(resource, func(argument *schema.Schema) bool { return argument.ForceNew })
	})
}

func TestImportableResources(t *testing.T) {
	importable := []string{
		"ddcloud_firewall_rule", "ddcloud_nat", "ddcloud_network_adapter", "ddcloud_networkdomain", "ddcloud_server",
		"ddcloud_ssl_certificate_chain", "ddcloud_ssl_domain_certificate", "ddcloud_ssl_offload_profile",
		"ddcloud_static_route", "ddcloud_storage_controller", "ddcloud_vlan",
	}
	for name, resource := range newProvider().ResourcesMap {
		if expected := slices.Contains(importable, name); (resource.Importer != nil) != expected {
			t.Errorf("%s: importable = %t, expected %t", name, resource.Importer != nil, expected)
		}
	}
}

func compare(t *testing.T, expected map[string]string, found func(*schema.Resource) string) {
	t.Helper()
	resources := newProvider().ResourcesMap
	for _, name := range slices.Sorted(maps.Keys(resources)) {
		if got := found(resources[name]); got != expected[name] {
			t.Errorf("%s: %q, expected %q", name, got, expected[name])
		}
	}
	if len(expected) != len(resources) {
		t.Errorf("%d resources, expected %d", len(resources), len(expected))
	}
}

func arguments(resource *schema.Resource, fit func(*schema.Schema) bool) string {
	var names []string
	for name, argument := range resource.Schema {
		if fit(argument) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

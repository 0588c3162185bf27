package main

import "github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

func newProvider() *schema.Provider {
	return &schema.Provider{
		Schema: map[string]*schema.Schema{
			// without defaults: Terraform would treat them as set, and the two would always conflict
			"region":                conflicting(optional(schema.TypeString), "cloudcontrol_endpoint"),
			"cloudcontrol_endpoint": conflicting(optional(schema.TypeString), "region"),
			"username":              defaulting(optional(schema.TypeString), ""),
			"password":              sensitive(defaulting(optional(schema.TypeString), "")),
			"allow_server_reboot":   defaulting(optional(schema.TypeBool), true),
			"retry_timeout":         defaulting(optional(schema.TypeInt), 600),
			"retry_delay":           defaulting(optional(schema.TypeInt), 30),
		},
		ResourcesMap: map[string]*schema.Resource{
			"ddcloud_address":                address(),
			"ddcloud_address_list":           addressList(),
			"ddcloud_firewall_rule":          firewallRule(),
			"ddcloud_ip_address_reservation": ipAddressReservation(),
			"ddcloud_nat":                    nat(),
			"ddcloud_network_adapter":        networkAdapter(),
			"ddcloud_networkdomain":          networkDomain(),
			"ddcloud_port_list":              portList(),
			"ddcloud_server":                 server(),
			"ddcloud_server_anti_affinity":   serverAntiAffinity(),
			"ddcloud_server_backup":          serverBackup(),
			"ddcloud_ssl_certificate_chain":  sslCertificateChain(),
			"ddcloud_ssl_domain_certificate": sslDomainCertificate(),
			"ddcloud_ssl_offload_profile":    sslOffloadProfile(),
			"ddcloud_static_route":           staticRoute(),
			"ddcloud_storage_controller":     storageController(),
			"ddcloud_vip_node":               vipNode(),
			"ddcloud_vip_pool":               vipPool(),
			"ddcloud_vip_pool_member":        vipPoolMember(),
			"ddcloud_virtual_listener":       virtualListener(),
			"ddcloud_vlan":                   vlan(),
		},
		DataSourcesMap: map[string]*schema.Resource{
			"ddcloud_addresslist":   addressListData(),
			"ddcloud_networkdomain": networkDomainData(),
			"ddcloud_pfx":           pfxData(),
			"ddcloud_vlan":          vlanData(),
		},
		ConfigureContextFunc: configure,
	}
}

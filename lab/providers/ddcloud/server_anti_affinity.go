package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

const antiAffinityTimeout = 5 * time.Minute

func serverAntiAffinity() *schema.Resource {
	return &schema.Resource{
		CreateContext: operation(createAntiAffinity),
		ReadContext:   operation(readAntiAffinity),
		DeleteContext: operation(deleteAntiAffinity),
		Schema: map[string]*schema.Schema{
			"server1":       replacing(required(schema.TypeString)),
			"server2":       replacing(required(schema.TypeString)),
			"server1_name":  computed(schema.TypeString),
			"server2_name":  computed(schema.TypeString),
			"networkdomain": computed(schema.TypeString),
		},
	}
}

func createAntiAffinity(data *schema.ResourceData, cloud *connection) error {
	ids := []string{text(data, "server1"), text(data, "server2")}
	domains := make([]string, len(ids))
	for i, id := range ids {
		server, err := cloud.Server(id)
		if err != nil {
			return err
		}
		if server == nil {
			return fmt.Errorf("no server has the id %s", id)
		}
		domains[i] = server.Network.NetworkDomainID
	}
	if domains[0] != domains[1] {
		return fmt.Errorf("server %s is in network domain %s, server %s in %s: both have to be in the same",
			ids[0], domains[0], ids[1], domains[1])
	}
	var ruleID string
	err := cloud.whileBusy(fmt.Sprintf("create anti-affinity rule for servers %s and %s", ids[0], ids[1]), func() (err error) {
		ruleID, err = cloud.CreateAntiAffinityRule(ids[0], ids[1])
		return err
	})
	if err != nil {
		return err
	}
	data.SetId(ruleID)
	rule, err := cloud.WaitForAntiAffinityRule(ruleID, domains[0], antiAffinityTimeout)
	if err != nil {
		return err
	}
	name1, err := nameIn(rule, ids[0])
	if err != nil {
		return err
	}
	name2, err := nameIn(rule, ids[1])
	if err != nil {
		return err
	}
	return store(data, map[string]any{"server1_name": name1, "server2_name": name2, "networkdomain": domains[0]})
}

// readAntiAffinity also stores the first server's name as the second one's, as published.
func readAntiAffinity(data *schema.ResourceData, cloud *connection) error {
	rule, err := cloud.AntiAffinityRule(data.Id(), text(data, "networkdomain"))
	if err != nil {
		return err
	}
	if rule == nil {
		data.SetId("")
		return nil
	}
	if len(rule.Servers) != 2 {
		return fmt.Errorf("anti-affinity rule %s has %d servers where two are expected", rule.ID, len(rule.Servers))
	}
	name, err := nameIn(rule, text(data, "server1"))
	if err != nil {
		return err
	}
	return store(data, map[string]any{"server1_name": name, "server2_name": name})
}

func deleteAntiAffinity(data *schema.ResourceData, cloud *connection) error {
	id := data.Id()
	if err := cloud.whileBusy("delete anti-affinity rule "+id, func() error { return cloud.DeleteAntiAffinityRule(id) }); err != nil {
		return err
	}
	return cloud.WaitForNoAntiAffinityRule(id, text(data, "networkdomain"), antiAffinityTimeout)
}

func nameIn(rule *cloudcontrol.AntiAffinityRule, serverID string) (string, error) {
	index := slices.IndexFunc(rule.Servers, func(server cloudcontrol.Reference) bool { return server.ID == serverID })
	if index < 0 {
		return "", fmt.Errorf("anti-affinity rule %s is not about server %s", rule.ID, serverID)
	}
	return rule.Servers[index].Name, nil
}

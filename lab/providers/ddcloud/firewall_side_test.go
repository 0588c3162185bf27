package main

import (
	"encoding/json"
	"testing"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
)

func TestSidesOfAFirewallRule(t *testing.T) {
	cases := []struct {
		arguments map[string]any
		expected  string
	}{
		{map[string]any{}, `{"ip":{"address":"ANY"}}`},
		{map[string]any{"source_address": "any"}, `{"ip":{"address":"ANY"}}`},
		{map[string]any{"source_address": "2607:f480::1", "source_port": "22"}, `{"ip":{"address":"2607:F480::1"},"port":{"begin":22,"end":null}}`},
		{map[string]any{"source_network": "2607:f480::/64", "source_port": "any"}, `{"ip":{"address":"2607:f480::","prefixSize":64}}`},
		{map[string]any{"source_address_list": "A", "source_port": "8000-9060"}, `{"ipAddressListId":"A","port":{"begin":8000,"end":9060}}`},
		{map[string]any{"source_port_list": "P"}, `{"ip":{"address":"ANY"},"portListId":"P"}`},
	}
	for _, one := range cases {
		side, err := firewallSide(schema.TestResourceDataRaw(t, firewallRule().Schema, one.arguments), "source")
		if got, _ := json.Marshal(side); err != nil || string(got) != one.expected {
			t.Errorf("%v: %s, %v; expected %s", one.arguments, got, err, one.expected)
		}
	}
}

func TestSidesThatNobodyUnderstands(t *testing.T) {
	for argument, value := range map[string]string{
		"source_network": "10.0.0.0", "source_port": "ssh", "destination_port": "1-x", "destination_network": "10.0.0.0/big",
	} {
		data := schema.TestResourceDataRaw(t, firewallRule().Schema, map[string]any{argument: value})
		_, source := firewallSide(data, "source")
		_, destination := firewallSide(data, "destination")
		if source == nil && destination == nil {
			t.Errorf("%s = %s was accepted", argument, value)
		}
	}
}

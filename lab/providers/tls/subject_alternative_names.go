package main

import (
	"context"
	"fmt"
	"net"
	"net/url"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type alternativeNamesModel struct {
	DNSNames    types.List `tfsdk:"dns_names"`
	IPAddresses types.List `tfsdk:"ip_addresses"`
	URIs        types.List `tfsdk:"uris"`
}

type alternativeNames struct {
	dnsNames    []string
	ipAddresses []net.IP
	uris        []*url.URL
}

func alternativeNamesAttribute() schema.ListAttribute {
	return schema.ListAttribute{
		ElementType: types.StringType,
		Optional:    true,
		PlanModifiers: []planmodifier.List{
			listplanmodifier.RequiresReplaceIf(unlessBothEmpty, "replaces on a change", "replaces on a change"),
		},
	}
}

// unlessBothEmpty: no list and an empty list make the same certificate.
func unlessBothEmpty(_ context.Context, request planmodifier.ListRequest, response *listplanmodifier.RequiresReplaceIfFuncResponse) {
	response.RequiresReplace = request.PlanValue.IsUnknown() ||
		len(request.PlanValue.Elements()) > 0 || len(request.StateValue.Elements()) > 0
}

// parse gathers every bad name, so that one apply reports them all. The published provider also finds them at apply.
func (data alternativeNamesModel) parse(ctx context.Context) (names alternativeNames, diagnostics diag.Diagnostics) {
	diagnostics.Append(data.DNSNames.ElementsAs(ctx, &names.dnsNames, false)...)
	var addresses, uris []string
	diagnostics.Append(data.IPAddresses.ElementsAs(ctx, &addresses, false)...)
	diagnostics.Append(data.URIs.ElementsAs(ctx, &uris, false)...)
	for i, text := range addresses {
		address := net.ParseIP(text)
		if address == nil {
			diagnostics.AddAttributeError(path.Root("ip_addresses").AtListIndex(i), "invalid IP address", fmt.Sprintf("%q is no IP address", text))
			continue
		}
		names.ipAddresses = append(names.ipAddresses, address)
	}
	for i, text := range uris {
		uri, err := url.Parse(text)
		if err != nil {
			diagnostics.AddAttributeError(path.Root("uris").AtListIndex(i), "invalid URI", err.Error())
			continue
		}
		names.uris = append(names.uris, uri)
	}
	return names, diagnostics
}

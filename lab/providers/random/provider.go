package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

type randomProvider struct{}

var _ provider.ProviderWithEphemeralResources = randomProvider{}

func newProvider() provider.Provider { return randomProvider{} }

func (randomProvider) Metadata(_ context.Context, _ provider.MetadataRequest, response *provider.MetadataResponse) {
	response.TypeName = "random"
}

func (randomProvider) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

func (randomProvider) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}

func (randomProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		func() resource.Resource { return randomBytes{} },
		func() resource.Resource { return randomID{} },
		func() resource.Resource { return randomInteger{} },
		func() resource.Resource { return randomPassword{} },
		func() resource.Resource { return randomPet{} },
		func() resource.Resource { return randomShuffle{} },
		func() resource.Resource { return randomString{} },
		func() resource.Resource { return randomUUID{} },
	}
}

func (randomProvider) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{
		func() ephemeral.EphemeralResource { return ephemeralPassword{} },
	}
}

func (randomProvider) DataSources(context.Context) []func() datasource.DataSource { return nil }

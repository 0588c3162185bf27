package main

import (
	"context"
	"net/http"
	"net/url"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type tlsProvider struct{}

var _ provider.ProviderWithEphemeralResources = tlsProvider{}

// proxyFunction chooses the proxy of a request; nil if the provider block names none.
type proxyFunction func(*http.Request) (*url.URL, error)

type providerModel struct {
	Proxy []proxyModel `tfsdk:"proxy"`
}

type proxyModel struct {
	URL      types.String `tfsdk:"url"`
	Username types.String `tfsdk:"username"`
	Password types.String `tfsdk:"password"`
	FromEnv  types.Bool   `tfsdk:"from_env"`
}

func newProvider() provider.Provider { return tlsProvider{} }

func (tlsProvider) Metadata(_ context.Context, _ provider.MetadataRequest, response *provider.MetadataResponse) {
	response.TypeName = "tls"
}

func (tlsProvider) Schema(_ context.Context, _ provider.SchemaRequest, response *provider.SchemaResponse) {
	sibling := func(name string) path.Expression { return path.MatchRelative().AtParent().AtName(name) }
	response.Schema = schema.Schema{
		Blocks: map[string]schema.Block{
			"proxy": schema.ListNestedBlock{
				Validators: []validator.List{listvalidator.SizeAtMost(1)},
				NestedObject: schema.NestedBlockObject{
					Attributes: map[string]schema.Attribute{
						"url": schema.StringAttribute{
							Optional: true,
							Validators: []validator.String{
								urlWithScheme{"http", "https"},
								stringvalidator.ConflictsWith(sibling("from_env")),
							},
						},
						"username": schema.StringAttribute{
							Optional:   true,
							Validators: []validator.String{stringvalidator.AlsoRequires(sibling("url"))},
						},
						"password": schema.StringAttribute{
							Optional:   true,
							Sensitive:  true,
							Validators: []validator.String{stringvalidator.AlsoRequires(sibling("username"))},
						},
						"from_env": schema.BoolAttribute{Optional: true},
					},
				},
			},
		},
	}
}

func (tlsProvider) Configure(ctx context.Context, request provider.ConfigureRequest, response *provider.ConfigureResponse) {
	var data providerModel
	response.Diagnostics.Append(request.Config.Get(ctx, &data)...)
	if response.Diagnostics.HasError() || len(data.Proxy) == 0 {
		return
	}
	proxy, err := data.Proxy[0].function()
	if err != nil {
		response.Diagnostics.AddError("cannot use the proxy", err.Error())
		return
	}
	response.DataSourceData = proxy
}

func (proxy proxyModel) function() (proxyFunction, error) {
	if proxy.URL.ValueString() == "" {
		// `from_env` is true unless it is switched off
		if proxy.FromEnv.IsNull() || proxy.FromEnv.ValueBool() {
			return http.ProxyFromEnvironment, nil
		}
		return nil, nil
	}
	address, err := url.Parse(proxy.URL.ValueString())
	if err != nil {
		return nil, err
	}
	switch {
	case !proxy.Password.IsNull():
		address.User = url.UserPassword(proxy.Username.ValueString(), proxy.Password.ValueString())
	case !proxy.Username.IsNull():
		address.User = url.User(proxy.Username.ValueString())
	}
	return http.ProxyURL(address), nil
}

func (tlsProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		func() resource.Resource { return privateKey{} },
		func() resource.Resource { return certRequest{} },
		func() resource.Resource { return selfSignedCert{} },
		func() resource.Resource { return locallySignedCert{} },
	}
}

func (tlsProvider) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{
		func() ephemeral.EphemeralResource { return ephemeralPrivateKey{} },
	}
}

func (tlsProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		func() datasource.DataSource { return publicKeyDataSource{} },
		func() datasource.DataSource { return &certificateDataSource{} },
	}
}

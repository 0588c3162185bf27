package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ephemeralPrivateKey generates a key that reaches no plan and no state.
type ephemeralPrivateKey struct{}

func (ephemeralPrivateKey) Metadata(_ context.Context, _ ephemeral.MetadataRequest, response *ephemeral.MetadataResponse) {
	response.TypeName = "tls_private_key"
}

func (ephemeralPrivateKey) Schema(_ context.Context, _ ephemeral.SchemaRequest, response *ephemeral.SchemaResponse) {
	secret := schema.StringAttribute{Computed: true, Sensitive: true}
	public := schema.StringAttribute{Computed: true}
	response.Schema = schema.Schema{
		Attributes: map[string]schema.Attribute{
			"algorithm": schema.StringAttribute{
				Required:   true,
				Validators: []validator.String{stringvalidator.OneOf(algorithms...)},
			},
			"rsa_bits": schema.Int64Attribute{Optional: true, Computed: true},
			"ecdsa_curve": schema.StringAttribute{
				Optional:   true,
				Computed:   true,
				Validators: []validator.String{stringvalidator.OneOf(curveNames()...)},
			},
			"private_key_pem":               secret,
			"private_key_openssh":           secret,
			"private_key_pem_pkcs8":         secret,
			"public_key_pem":                public,
			"public_key_openssh":            public,
			"public_key_fingerprint_md5":    public,
			"public_key_fingerprint_sha256": public,
		},
	}
}

func (ephemeralPrivateKey) Open(ctx context.Context, request ephemeral.OpenRequest, response *ephemeral.OpenResponse) {
	var data keyModel
	response.Diagnostics.Append(request.Config.Get(ctx, &data)...)
	if response.Diagnostics.HasError() {
		return
	}
	// the schema of an ephemeral resource knows no defaults
	if data.RSABits.IsNull() {
		data.RSABits = types.Int64Value(defaultRSABits)
	}
	if data.ECDSACurve.IsNull() {
		data.ECDSACurve = types.StringValue(defaultCurve)
	}
	if _, err := data.generate(); err != nil {
		response.Diagnostics.AddError("cannot generate the private key", err.Error())
		return
	}
	response.Diagnostics.Append(response.Result.Set(ctx, data)...)
}

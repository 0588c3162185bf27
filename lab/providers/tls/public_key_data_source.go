package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type publicKeyDataSource struct{}

type publicKeyModel struct {
	ID                      types.String `tfsdk:"id"`
	Algorithm               types.String `tfsdk:"algorithm"`
	PrivateKeyPEM           types.String `tfsdk:"private_key_pem"`
	PrivateKeyOpenSSH       types.String `tfsdk:"private_key_openssh"`
	PublicKeyPEM            types.String `tfsdk:"public_key_pem"`
	PublicKeyOpenSSH        types.String `tfsdk:"public_key_openssh"`
	PublicKeyFingerprintMD5 types.String `tfsdk:"public_key_fingerprint_md5"`
	PublicKeyFingerprintSHA types.String `tfsdk:"public_key_fingerprint_sha256"`
}

func (publicKeyDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, response *datasource.MetadataResponse) {
	response.TypeName = "tls_public_key"
}

func (publicKeyDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, response *datasource.SchemaResponse) {
	public := schema.StringAttribute{Computed: true}
	response.Schema = schema.Schema{
		Attributes: map[string]schema.Attribute{
			"private_key_pem": schema.StringAttribute{
				Optional:  true,
				Sensitive: true,
				Validators: []validator.String{
					stringvalidator.ExactlyOneOf(path.MatchRoot("private_key_pem"), path.MatchRoot("private_key_openssh")),
				},
			},
			"private_key_openssh":           schema.StringAttribute{Optional: true, Sensitive: true},
			"algorithm":                     public,
			"public_key_pem":                public,
			"public_key_openssh":            public,
			"public_key_fingerprint_md5":    public,
			"public_key_fingerprint_sha256": public,
			"id":                            public,
		},
	}
}

func (publicKeyDataSource) Read(ctx context.Context, request datasource.ReadRequest, response *datasource.ReadResponse) {
	var data publicKeyModel
	response.Diagnostics.Append(request.Config.Get(ctx, &data)...)
	if response.Diagnostics.HasError() {
		return
	}
	parse, argument, text := parseKeyPEM, "private_key_pem", data.PrivateKeyPEM
	if text.IsNull() {
		parse, argument, text = parseKeyOpenSSH, "private_key_openssh", data.PrivateKeyOpenSSH
	}
	key, algorithm, err := parse(text.ValueString())
	if err != nil {
		response.Diagnostics.AddAttributeError(path.Root(argument), "cannot read the private key", err.Error())
		return
	}
	public, err := encodePublic(key.Public())
	if err != nil {
		response.Diagnostics.AddError("cannot encode the public key", err.Error())
		return
	}
	data.ID = types.StringValue(public.id)
	data.Algorithm = types.StringValue(algorithm)
	data.PublicKeyPEM = types.StringValue(public.pem)
	data.PublicKeyOpenSSH = types.StringValue(public.openssh)
	data.PublicKeyFingerprintMD5 = types.StringValue(public.md5)
	data.PublicKeyFingerprintSHA = types.StringValue(public.sha256)
	response.Diagnostics.Append(response.State.Set(ctx, data)...)
}

package main

import (
	"context"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

const (
	defaultRSABits = 2048
	defaultCurve   = "P224"
)

type privateKey struct{ issuedOnce }

type privateKeyModel struct {
	ID types.String `tfsdk:"id"`
	keyModel
}

// keyModel is shared with the ephemeral key, which has no id.
type keyModel struct {
	Algorithm               types.String `tfsdk:"algorithm"`
	RSABits                 types.Int64  `tfsdk:"rsa_bits"`
	ECDSACurve              types.String `tfsdk:"ecdsa_curve"`
	PrivateKeyPEM           types.String `tfsdk:"private_key_pem"`
	PrivateKeyOpenSSH       types.String `tfsdk:"private_key_openssh"`
	PrivateKeyPKCS8         types.String `tfsdk:"private_key_pem_pkcs8"`
	PublicKeyPEM            types.String `tfsdk:"public_key_pem"`
	PublicKeyOpenSSH        types.String `tfsdk:"public_key_openssh"`
	PublicKeyFingerprintMD5 types.String `tfsdk:"public_key_fingerprint_md5"`
	PublicKeyFingerprintSHA types.String `tfsdk:"public_key_fingerprint_sha256"`
}

func (privateKey) Metadata(_ context.Context, _ resource.MetadataRequest, response *resource.MetadataResponse) {
	response.TypeName = "tls_private_key"
}

func (privateKey) Schema(_ context.Context, _ resource.SchemaRequest, response *resource.SchemaResponse) {
	response.Schema = schema.Schema{
		Version: 1,
		Attributes: map[string]schema.Attribute{
			"algorithm": schema.StringAttribute{
				Required:      true,
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
				Validators:    []validator.String{stringvalidator.OneOf(algorithms...)},
			},
			// stored, and forces replacement, even if the algorithm does not use it
			"rsa_bits": schema.Int64Attribute{
				Optional:      true,
				Computed:      true,
				Default:       int64default.StaticInt64(defaultRSABits),
				PlanModifiers: []planmodifier.Int64{int64planmodifier.RequiresReplace()},
			},
			"ecdsa_curve": schema.StringAttribute{
				Optional:      true,
				Computed:      true,
				Default:       stringdefault.StaticString(defaultCurve),
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
				Validators:    []validator.String{stringvalidator.OneOf(curveNames()...)},
			},
			"private_key_pem":               issuedSecret(),
			"private_key_openssh":           issuedSecret(),
			"private_key_pem_pkcs8":         issuedSecret(),
			"public_key_pem":                issued(),
			"public_key_openssh":            issued(),
			"public_key_fingerprint_md5":    issued(),
			"public_key_fingerprint_sha256": issued(),
			"id":                            issued(),
		},
	}
}

func (privateKey) Create(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse) {
	var data privateKeyModel
	response.Diagnostics.Append(request.Plan.Get(ctx, &data)...)
	if response.Diagnostics.HasError() {
		return
	}
	id, err := data.generate()
	if err != nil {
		response.Diagnostics.AddError("cannot generate the private key", err.Error())
		return
	}
	data.ID = types.StringValue(id)
	response.Diagnostics.Append(response.State.Set(ctx, data)...)
}

func (data *keyModel) generate() (id string, err error) {
	key, err := generateKey(data.Algorithm.ValueString(), data.RSABits.ValueInt64(), data.ECDSACurve.ValueString())
	if err != nil {
		return "", err
	}
	private, err := encodePrivate(key)
	if err != nil {
		return "", err
	}
	public, err := encodePublic(key.Public())
	if err != nil {
		return "", err
	}
	data.PrivateKeyPEM = types.StringValue(private.pem)
	data.PrivateKeyOpenSSH = types.StringValue(private.openssh)
	data.PrivateKeyPKCS8 = types.StringValue(private.pkcs8)
	data.PublicKeyPEM = types.StringValue(public.pem)
	data.PublicKeyOpenSSH = types.StringValue(public.openssh)
	data.PublicKeyFingerprintMD5 = types.StringValue(public.md5)
	data.PublicKeyFingerprintSHA = types.StringValue(public.sha256)
	return public.id, nil
}

func curveNames() []string { return slices.Sorted(maps.Keys(curves)) }

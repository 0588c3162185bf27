package main

import (
	"context"
	"crypto/x509"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type selfSignedCert struct{ issuedOnce }

var _ resource.ResourceWithModifyPlan = selfSignedCert{}

type selfSignedCertModel struct {
	certificateModel
	alternativeNamesModel
	Subject           types.List   `tfsdk:"subject"`
	PrivateKeyPEM     types.String `tfsdk:"private_key_pem"`
	KeyAlgorithm      types.String `tfsdk:"key_algorithm"`
	SetAuthorityKeyID types.Bool   `tfsdk:"set_authority_key_id"`
}

func (selfSignedCert) Metadata(_ context.Context, _ resource.MetadataRequest, response *resource.MetadataResponse) {
	response.TypeName = "tls_self_signed_cert"
}

func (selfSignedCert) Schema(_ context.Context, _ resource.SchemaRequest, response *resource.SchemaResponse) {
	attributes := certificateAttributes()
	attributes["private_key_pem"] = givenSecret()
	attributes["key_algorithm"] = issued()
	attributes["set_authority_key_id"] = switchedOff()
	attributes["dns_names"] = alternativeNamesAttribute()
	attributes["ip_addresses"] = alternativeNamesAttribute()
	attributes["uris"] = alternativeNamesAttribute()
	response.Schema = schema.Schema{
		Attributes: attributes,
		Blocks:     map[string]schema.Block{"subject": subjectBlock()},
	}
}

func (selfSignedCert) Create(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse) {
	var data selfSignedCertModel
	response.Diagnostics.Append(request.Plan.Get(ctx, &data)...)
	if response.Diagnostics.HasError() {
		return
	}
	key, algorithm, err := parseKeyPEM(data.PrivateKeyPEM.ValueString())
	if err != nil {
		response.Diagnostics.AddAttributeError(path.Root("private_key_pem"), "cannot read the private key", err.Error())
		return
	}
	subject, diagnostics := subjectName(ctx, data.Subject)
	response.Diagnostics.Append(diagnostics...)
	names, diagnostics := data.alternativeNamesModel.parse(ctx)
	response.Diagnostics.Append(diagnostics...)
	if response.Diagnostics.HasError() {
		return
	}
	template := &x509.Certificate{
		Subject: subject, DNSNames: names.dnsNames, IPAddresses: names.ipAddresses, URIs: names.uris,
	}
	response.Diagnostics.Append(data.issue(ctx, signing{
		template: template, issuer: template, public: key.Public(), signer: key,
		setAuthorityKeyID: data.SetAuthorityKeyID.ValueBool(),
	})...)
	if response.Diagnostics.HasError() {
		return
	}
	data.KeyAlgorithm = types.StringValue(algorithm)
	response.Diagnostics.Append(response.State.Set(ctx, data)...)
}

func (selfSignedCert) Read(ctx context.Context, request resource.ReadRequest, response *resource.ReadResponse) {
	readRenewal(ctx, request, response)
}

func (selfSignedCert) ModifyPlan(ctx context.Context, request resource.ModifyPlanRequest, response *resource.ModifyPlanResponse) {
	planRenewal(ctx, request, response)
}

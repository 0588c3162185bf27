package main

import (
	"context"
	"crypto/x509"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type locallySignedCert struct{ issuedOnce }

var _ resource.ResourceWithModifyPlan = locallySignedCert{}

type locallySignedCertModel struct {
	certificateModel
	CAPrivateKeyPEM types.String `tfsdk:"ca_private_key_pem"`
	CACertPEM       types.String `tfsdk:"ca_cert_pem"`
	CertRequestPEM  types.String `tfsdk:"cert_request_pem"`
	CAKeyAlgorithm  types.String `tfsdk:"ca_key_algorithm"`
}

func (locallySignedCert) Metadata(_ context.Context, _ resource.MetadataRequest, response *resource.MetadataResponse) {
	response.TypeName = "tls_locally_signed_cert"
}

func (locallySignedCert) Schema(_ context.Context, _ resource.SchemaRequest, response *resource.SchemaResponse) {
	attributes := certificateAttributes()
	attributes["ca_private_key_pem"] = givenSecret()
	attributes["ca_cert_pem"] = given()
	attributes["cert_request_pem"] = given()
	attributes["ca_key_algorithm"] = issued()
	response.Schema = schema.Schema{Attributes: attributes}
}

func (locallySignedCert) Create(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse) {
	var data locallySignedCertModel
	response.Diagnostics.Append(request.Plan.Get(ctx, &data)...)
	if response.Diagnostics.HasError() {
		return
	}
	sign, diagnostics := data.parse()
	response.Diagnostics.Append(diagnostics...)
	if response.Diagnostics.HasError() {
		return
	}
	if !sign.issuer.IsCA {
		response.Diagnostics.AddAttributeWarning(path.Root("ca_cert_pem"), "the signer is no certificate authority",
			"ca_cert_pem has no CA flag: whoever verifies the new certificate is likely to refuse it")
	}
	response.Diagnostics.Append(data.issue(ctx, sign)...)
	if response.Diagnostics.HasError() {
		return
	}
	response.Diagnostics.Append(response.State.Set(ctx, data)...)
}

// parse takes only the subject and alternative names from the request: a request cannot ask for uses.
func (data *locallySignedCertModel) parse() (sign signing, diagnostics diag.Diagnostics) {
	refuse := func(argument string, err error) (signing, diag.Diagnostics) {
		diagnostics.AddAttributeError(path.Root(argument), "cannot read "+argument, err.Error())
		return sign, diagnostics
	}
	der, err := decodePEM("CERTIFICATE REQUEST", data.CertRequestPEM.ValueString())
	if err != nil {
		return refuse("cert_request_pem", err)
	}
	request, err := x509.ParseCertificateRequest(der)
	if err != nil {
		return refuse("cert_request_pem", err)
	}
	key, algorithm, err := parseKeyPEM(data.CAPrivateKeyPEM.ValueString())
	if err != nil {
		return refuse("ca_private_key_pem", err)
	}
	if der, err = decodePEM("CERTIFICATE", data.CACertPEM.ValueString()); err != nil {
		return refuse("ca_cert_pem", err)
	}
	issuer, err := x509.ParseCertificate(der)
	if err != nil {
		return refuse("ca_cert_pem", err)
	}
	data.CAKeyAlgorithm = types.StringValue(algorithm)
	template := &x509.Certificate{
		Subject: request.Subject, DNSNames: request.DNSNames, IPAddresses: request.IPAddresses, URIs: request.URIs,
	}
	return signing{template: template, issuer: issuer, public: request.PublicKey, signer: key}, diagnostics
}

func (locallySignedCert) Read(ctx context.Context, request resource.ReadRequest, response *resource.ReadResponse) {
	readRenewal(ctx, request, response)
}

func (locallySignedCert) ModifyPlan(ctx context.Context, request resource.ModifyPlanRequest, response *resource.ModifyPlanResponse) {
	planRenewal(ctx, request, response)
}

package main

import (
	"context"
	"crypto/rand"
	"crypto/sha1"
	"crypto/x509"
	"encoding/hex"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type certRequest struct{ issuedOnce }

type certRequestModel struct {
	alternativeNamesModel
	ID             types.String `tfsdk:"id"`
	Subject        types.List   `tfsdk:"subject"`
	PrivateKeyPEM  types.String `tfsdk:"private_key_pem"`
	KeyAlgorithm   types.String `tfsdk:"key_algorithm"`
	CertRequestPEM types.String `tfsdk:"cert_request_pem"`
}

func (certRequest) Metadata(_ context.Context, _ resource.MetadataRequest, response *resource.MetadataResponse) {
	response.TypeName = "tls_cert_request"
}

func (certRequest) Schema(_ context.Context, _ resource.SchemaRequest, response *resource.SchemaResponse) {
	response.Schema = schema.Schema{
		Attributes: map[string]schema.Attribute{
			"private_key_pem":  givenSecret(),
			"dns_names":        alternativeNamesAttribute(),
			"ip_addresses":     alternativeNamesAttribute(),
			"uris":             alternativeNamesAttribute(),
			"key_algorithm":    issued(),
			"cert_request_pem": issued(),
			"id":               issued(),
		},
		Blocks: map[string]schema.Block{"subject": subjectBlock()},
	}
}

func (certRequest) Create(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse) {
	var data certRequestModel
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
	der, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{
		Subject: subject, DNSNames: names.dnsNames, IPAddresses: names.ipAddresses, URIs: names.uris,
	}, key)
	if err != nil {
		response.Diagnostics.AddError("cannot make the certificate request", err.Error())
		return
	}
	digest := sha1.Sum(der)
	data.ID = types.StringValue(hex.EncodeToString(digest[:]))
	data.KeyAlgorithm = types.StringValue(algorithm)
	data.CertRequestPEM = types.StringValue(encodePEM("CERTIFICATE REQUEST", der))
	response.Diagnostics.Append(response.State.Set(ctx, data)...)
}

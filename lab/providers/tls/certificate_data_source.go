package main

import (
	"context"
	"crypto/sha1"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// certificateDataSource reads certificates from a server, or from a PEM text.
type certificateDataSource struct{ proxy proxyFunction }

var _ datasource.DataSourceWithConfigure = (*certificateDataSource)(nil)

type certificateDataSourceModel struct {
	ID           types.String `tfsdk:"id"`
	URL          types.String `tfsdk:"url"`
	Content      types.String `tfsdk:"content"`
	VerifyChain  types.Bool   `tfsdk:"verify_chain"`
	Certificates types.List   `tfsdk:"certificates"`
}

type certificateFacts struct {
	SignatureAlgorithm string `tfsdk:"signature_algorithm"`
	PublicKeyAlgorithm string `tfsdk:"public_key_algorithm"`
	SerialNumber       string `tfsdk:"serial_number"`
	IsCA               bool   `tfsdk:"is_ca"`
	Version            int64  `tfsdk:"version"`
	Issuer             string `tfsdk:"issuer"`
	Subject            string `tfsdk:"subject"`
	NotBefore          string `tfsdk:"not_before"`
	NotAfter           string `tfsdk:"not_after"`
	SHA1Fingerprint    string `tfsdk:"sha1_fingerprint"`
	CertPEM            string `tfsdk:"cert_pem"`
}

var certificateFactsType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"signature_algorithm":  types.StringType,
	"public_key_algorithm": types.StringType,
	"serial_number":        types.StringType,
	"is_ca":                types.BoolType,
	"version":              types.Int64Type,
	"issuer":               types.StringType,
	"subject":              types.StringType,
	"not_before":           types.StringType,
	"not_after":            types.StringType,
	"sha1_fingerprint":     types.StringType,
	"cert_pem":             types.StringType,
}}

func (*certificateDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, response *datasource.MetadataResponse) {
	response.TypeName = "tls_certificate"
}

func (*certificateDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, response *datasource.SchemaResponse) {
	response.Schema = schema.Schema{
		Attributes: map[string]schema.Attribute{
			"url": schema.StringAttribute{
				Optional: true,
				Validators: []validator.String{
					urlWithScheme{"https", "tls"},
					stringvalidator.ExactlyOneOf(path.MatchRoot("url"), path.MatchRoot("content")),
				},
			},
			"content":      schema.StringAttribute{Optional: true},
			"verify_chain": schema.BoolAttribute{Optional: true},
			"certificates": schema.ListAttribute{ElementType: certificateFactsType, Computed: true},
			"id":           schema.StringAttribute{Computed: true},
		},
	}
}

func (d *certificateDataSource) Configure(_ context.Context, request datasource.ConfigureRequest, _ *datasource.ConfigureResponse) {
	d.proxy, _ = request.ProviderData.(proxyFunction)
}

func (d *certificateDataSource) Read(ctx context.Context, request datasource.ReadRequest, response *datasource.ReadResponse) {
	var data certificateDataSourceModel
	response.Diagnostics.Append(request.Config.Get(ctx, &data)...)
	if response.Diagnostics.HasError() {
		return
	}
	certificates, err := d.certificates(ctx, data)
	if err != nil {
		response.Diagnostics.AddError("cannot read the certificates", err.Error())
		return
	}
	// the root of the chain comes first; a server sends it last
	slices.Reverse(certificates)
	digest := sha1.New()
	facts := []certificateFacts{}
	for _, certificate := range certificates {
		digest.Write(certificate.Raw)
		facts = append(facts, factsOf(certificate))
	}
	list, diagnostics := types.ListValueFrom(ctx, certificateFactsType, facts)
	response.Diagnostics.Append(diagnostics...)
	data.Certificates = list
	data.ID = types.StringValue(hex.EncodeToString(digest.Sum(nil)))
	response.Diagnostics.Append(response.State.Set(ctx, data)...)
}

func (d *certificateDataSource) certificates(ctx context.Context, data certificateDataSourceModel) ([]*x509.Certificate, error) {
	if !data.Content.IsNull() {
		der, err := decodePEM("CERTIFICATE", data.Content.ValueString())
		if err != nil {
			return nil, err
		}
		certificate, err := x509.ParseCertificate(der)
		return []*x509.Certificate{certificate}, err
	}
	address, err := url.Parse(data.URL.ValueString())
	if err != nil {
		return nil, err
	}
	verify := data.VerifyChain.IsNull() || data.VerifyChain.ValueBool()
	switch {
	case address.Port() == "" && address.Scheme == "tls":
		return nil, fmt.Errorf("%s names no port", address)
	case address.Port() == "":
		address.Host += ":443"
	}
	if address.Scheme == "https" && d.proxy != nil {
		return peerCertificatesOverHTTPS(ctx, address, verify, d.proxy)
	}
	return peerCertificates(ctx, address.Host, verify)
}

func factsOf(certificate *x509.Certificate) certificateFacts {
	fingerprint := sha1.Sum(certificate.Raw)
	return certificateFacts{
		SignatureAlgorithm: certificate.SignatureAlgorithm.String(),
		PublicKeyAlgorithm: certificate.PublicKeyAlgorithm.String(),
		SerialNumber:       certificate.SerialNumber.String(),
		IsCA:               certificate.IsCA,
		Version:            int64(certificate.Version),
		Issuer:             certificate.Issuer.String(),
		Subject:            certificate.Subject.String(),
		NotBefore:          certificate.NotBefore.Format(time.RFC3339),
		NotAfter:           certificate.NotAfter.Format(time.RFC3339),
		SHA1Fingerprint:    hex.EncodeToString(fingerprint[:]),
		CertPEM:            encodePEM("CERTIFICATE", certificate.Raw),
	}
}

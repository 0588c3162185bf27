package cloudcontrol

// SSLCertificate of a domain, or a certificate chain, in the form of API 2.6.
type SSLCertificate struct {
	ID              string `json:"id"`
	Name            string `json:"name"`
	Description     string `json:"description"`
	NetworkDomainID string `json:"networkDomainId"`
}

// SSLKind is a domain certificate or a chain.
type SSLKind struct{ name, read, importing, deletion, id string }

// Kinds of certificates.
var (
	SSLDomainCertificate = SSLKind{"SSL domain certificate", "networkDomainVip/sslDomainCertificate",
		"networkDomainVip/importSslDomainCertificate", "networkDomainVip/deleteSslDomainCertificate", "sslDomainCertificateId"}
	SSLCertificateChain = SSLKind{"SSL certificate chain", "networkDomainVip/sslCertificateChain",
		"networkDomainVip/importSslCertificateChain", "networkDomainVip/deleteSslCertificateChain", "sslCertificateChainId"}
)

// SSLDomainCertificateImport is the body of importSslDomainCertificate.
type SSLDomainCertificateImport struct {
	Name            string `json:"name"`
	Description     string `json:"description"`
	Certificate     string `json:"certificate"`
	Key             string `json:"key"`
	NetworkDomainID string `json:"networkDomainId"`
}

// SSLCertificateChainImport is the body of importSslCertificateChain.
type SSLCertificateChainImport struct {
	Name            string `json:"name"`
	Description     string `json:"description"`
	Chain           string `json:"certificateChain"`
	NetworkDomainID string `json:"networkDomainId"`
}

// ImportSSL takes the body of the kind.
func (client *Client) ImportSSL(kind SSLKind, name string, body any) (string, error) {
	return client.made("import "+kind.name+" "+name, "2.6", kind.importing, body, kind.id, OK)
}

func (client *Client) SSLCertificate(kind SSLKind, id string) (*SSLCertificate, error) {
	return find[SSLCertificate](client, kind.name+" "+id, "2.6", kind.read+"/"+id)
}

func (client *Client) DeleteSSL(kind SSLKind, id string) error {
	_, err := client.change("delete "+kind.name+" "+id, "2.6", kind.deletion, byID{id}, OK)
	return err
}

// SSLOffloadProfile in the form of API 2.6.
type SSLOffloadProfile struct {
	ID              string    `json:"id"`
	Name            string    `json:"name"`
	Description     string    `json:"description"`
	Ciphers         string    `json:"ciphers"`
	Certificate     Reference `json:"sslDomainCertificate"`
	Chain           Reference `json:"sslCertificateChain"`
	NetworkDomainID string    `json:"networkDomainId"`
}

// SSLOffloadProfileRequest is the body of createSslOffloadProfile and, with an id, of editSslOffloadProfile.
type SSLOffloadProfileRequest struct {
	ID              string `json:"id,omitempty"`
	Name            string `json:"name"`
	Description     string `json:"description"`
	Ciphers         string `json:"ciphers,omitempty"`
	CertificateID   string `json:"sslDomainCertificateId"`
	ChainID         string `json:"sslCertificateChainId,omitempty"`
	NetworkDomainID string `json:"networkDomainId"`
}

func (client *Client) CreateSSLOffloadProfile(request SSLOffloadProfileRequest) (string, error) {
	return client.made("create SSL offload profile "+request.Name, "2.6", "networkDomainVip/createSslOffloadProfile", request,
		"sslOffloadProfileId", OK)
}

func (client *Client) SSLOffloadProfile(id string) (*SSLOffloadProfile, error) {
	return find[SSLOffloadProfile](client, "SSL offload profile "+id, "2.6", "networkDomainVip/sslOffloadProfile/"+id)
}

func (client *Client) EditSSLOffloadProfile(request SSLOffloadProfileRequest) error {
	_, err := client.change("edit SSL offload profile "+request.ID, "2.6", "networkDomainVip/editSslOffloadProfile", request, OK)
	return err
}

func (client *Client) DeleteSSLOffloadProfile(id string) error {
	_, err := client.change("delete SSL offload profile "+id, "2.6", "networkDomainVip/deleteSslOffloadProfile", byID{id}, OK)
	return err
}

package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"net/url"
)

func peerCertificates(ctx context.Context, host string, verify bool) ([]*x509.Certificate, error) {
	dialer := tls.Dialer{Config: &tls.Config{InsecureSkipVerify: !verify}}
	connection, err := dialer.DialContext(ctx, "tcp", host)
	if err != nil {
		return nil, err
	}
	defer connection.Close()
	return connection.(*tls.Conn).ConnectionState().PeerCertificates, nil
}

// peerCertificatesOverHTTPS uses a proxy, which only HTTP can.
func peerCertificatesOverHTTPS(ctx context.Context, address *url.URL, verify bool, proxy proxyFunction) ([]*x509.Certificate, error) {
	client := http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: !verify},
		Proxy:           proxy,
	}}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return nil, err
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.TLS == nil || len(response.TLS.PeerCertificates) == 0 {
		return nil, fmt.Errorf("%s answered %s without a certificate", address, response.Status)
	}
	return response.TLS.PeerCertificates, nil
}

package cloudcontrol

import (
	"fmt"
	"strconv"
	"time"
)

// StaticRoute in the form of API 2.9.
type StaticRoute struct {
	ID string `json:"id"`
	StaticRouteCreation
	State        string `json:"state"`
	DatacenterID string `json:"datacenterId"`
}

func (route *StaticRoute) state() string { return route.State }

// StaticRouteCreation is the body of createStaticRoute.
type StaticRouteCreation struct {
	NetworkDomainID       string `json:"networkDomainId"`
	Name                  string `json:"name"`
	Description           string `json:"description"`
	IPVersion             string `json:"ipVersion"`
	Destination           string `json:"destinationNetworkAddress"`
	DestinationPrefixSize int    `json:"destinationPrefixSize"`
	NextHop               string `json:"nextHopAddress"`
}

func (client *Client) CreateStaticRoute(route StaticRouteCreation) (string, error) {
	return client.made("create static route "+route.Name, "2.9", "network/createStaticRoute", route, "staticRouteId", OK)
}

// StaticRoute fails if there is none: here, unlike elsewhere, the published provider does not distinguish "not found"
// from other errors.
func (client *Client) StaticRoute(id string) (*StaticRoute, error) {
	route, err := find[StaticRoute](client, "static route "+id, "2.9", "network/staticRoute/"+id)
	if err == nil && route == nil {
		return nil, fmt.Errorf("no static route has the id %s", id)
	}
	return route, err
}

// FindStaticRoute searches by destination in a network domain.
func (client *Client) FindStaticRoute(networkDomainID, destination string, prefixSize int) (*StaticRoute, error) {
	operation := "network/staticRoute" + query("networkDomainId", networkDomainID,
		"destinationNetworkAddress", destination, "destinationPrefixSize", strconv.Itoa(prefixSize))
	what := "static route to " + destination
	found, err := page[StaticRoute](client, what, "2.9", operation, "staticRoute")
	return only(what, found, err)
}

func (client *Client) DeleteStaticRoute(id string) error {
	_, err := client.change("delete static route "+id, "2.9", "network/deleteStaticRoute", byID{id}, OK)
	return err
}

func (client *Client) WaitForStaticRoute(id string, timeout time.Duration) (*StaticRoute, error) {
	return waitForNormal(client, "static route "+id, timeout, func() (*StaticRoute, error) { return client.StaticRoute(id) })
}

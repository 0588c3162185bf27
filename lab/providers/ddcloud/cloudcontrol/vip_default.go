package cloudcontrol

import "iter"

// Defaults that the load balancer of every network domain comes with: kinds, each with its list and its key.
type Defaults struct{ operation, key string }

// The kinds of defaults.
var (
	HealthMonitors      = Defaults{"networkDomainVip/defaultHealthMonitor", "defaultHealthMonitor"}
	PersistenceProfiles = Defaults{"networkDomainVip/defaultPersistenceProfile", "defaultPersistenceProfile"}
	IRules              = Defaults{"networkDomainVip/defaultIrule", "defaultIRule"}
)

// DefaultsOf one kind, page by page.
func (client *Client) DefaultsOf(kind Defaults, networkDomainID string) iter.Seq2[[]Reference, error] {
	return pages[Reference](client, kind.key+" of network domain "+networkDomainID, "2.6", kind.operation, kind.key,
		DefaultPageSize, "networkDomainId", networkDomainID)
}

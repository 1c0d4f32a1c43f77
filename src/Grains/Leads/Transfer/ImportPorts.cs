using SalesFlow.Entities;
using SalesFlow.Feed;
using SalesFlow.Grains.Tenancy;
using SalesFlow.Leads.Transfer;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Leads.Transfer;

/// <summary>What an import reads and writes through.</summary>
internal sealed record ImportPorts(
    IGrainFactory Grains, IBulkEntityWriter Bulk, ILeadTransferLists Lists, IReadModels Models, TenantViews Tenants, IQuotas Quotas, IUserDirectory Directory,
    TimeProvider Clock);

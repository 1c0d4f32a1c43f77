using Microsoft.Extensions.DependencyInjection;
using SalesFlow.Storage.Commit;
using SalesFlow.Storage.Due;

namespace SalesFlow.Storage.Tests;

internal static class ActivatorUtilitiesFor
{
    public static CommandCleanup CommandCleanup(IServiceProvider services) => ActivatorUtilities.CreateInstance<CommandCleanup>(services);
}

internal readonly record struct LeaseRequestFor(DateTimeOffset Now, int Limit = 1000, int PerTenant = 1000)
{
    public LeaseRequest Request => new(Now, Now.AddSeconds(30), Limit, PerTenant, []);
}

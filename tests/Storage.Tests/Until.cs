using Microsoft.Extensions.DependencyInjection;
using SalesFlow.Storage.Commit;
using SalesFlow.Storage.Due;

namespace SalesFlow.Storage.Tests;

/// <summary>Waits for a condition, at most half a minute.</summary>
internal static class Until
{
    public static async Task True(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition()) await Task.Delay(5, limit.Token);
    }

    public static async Task True(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition()) await Task.Delay(20, limit.Token);
    }
}

internal static class ActivatorUtilitiesFor
{
    public static CommandCleanup CommandCleanup(IServiceProvider services) => ActivatorUtilities.CreateInstance<CommandCleanup>(services);
}

internal readonly record struct LeaseRequestFor(DateTimeOffset Now, int Limit = 1000, int PerTenant = 1000)
{
    public LeaseRequest Request => new(Now, Now.AddSeconds(30), Limit, PerTenant, []);
}

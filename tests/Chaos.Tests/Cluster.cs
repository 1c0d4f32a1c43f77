namespace SalesFlow.Chaos.Tests;

/// <summary>Three silos and a web node, all of the same binary.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private Cluster(IReadOnlyList<ProductProcess> silos, ProductProcess web) => (Silos, Web) = (silos, web);

    public IReadOnlyList<ProductProcess> Silos { get; }

    public ProductProcess Web { get; }

    public static async Task<Cluster> Start(string folder, Dictionary<string, string> settings)
    {
        ProductProcess[] silos = [.. Enumerable.Range(1, 3).Select(n => new ProductProcess($"silo{n}", folder, settings, "silo"))];
        var cluster = new Cluster(silos, new ProductProcess("web", folder, settings, "web"));
        try
        {
            // The first silo makes the tables; the others find them.
            await silos[0].Start();
            await Task.WhenAll(silos[1].Start(), silos[2].Start());
            await cluster.Web.Start();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Web.DisposeAsync();
        foreach (var silo in Silos) await silo.DisposeAsync();
    }
}

using SalesFlow.Common;

namespace SalesFlow.Projection.Tests;

/// <summary>Tests that have a database of their own; a class for each kind of database says which.</summary>
public abstract class DatabaseTests : IAsyncLifetime
{
    private readonly Dictionary<string, long> _versions = [];

    /// <summary>The test's database.</summary>
    protected TestDatabase Db { get; private set; } = null!;

    /// <summary>How many events <see cref="Append"/> has written.</summary>
    protected long Appended => _versions.Values.Sum();

    public virtual async Task InitializeAsync() => Db = await Create();

    public async Task DisposeAsync() => await Db.DisposeAsync();

    protected abstract Task<TestDatabase> Create();

    /// <summary>Writes events of company <c>t1</c> to a stream, behind those that are there.</summary>
    protected async Task Append(string stream, DateTimeOffset at, params IDomainEvent[] events)
    {
        var version = _versions.GetValueOrDefault(stream);
        await Db.Append([.. events.Select(e => Logged.Of("t1", stream, ++version, e, at))]);
        _versions[stream] = version;
    }
}

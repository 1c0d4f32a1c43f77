using Microsoft.Extensions.Options;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Feed;

/// <summary>Makes engines for shards.</summary>
internal sealed class ProjectorEngines(IProjectionStore store, ReadModelTables tables, IOptions<ProjectionOptions> options, TimeProvider clock)
{
    /// <summary>A new engine for a shard; its first step takes the shard over.</summary>
    public ProjectorEngine For(short shard) => new(shard, store, tables, options.Value, clock);
}

using Orleans.Placement;
using SalesFlow.Channels;
using SalesFlow.Common;

namespace SalesFlow.Grains.Channels;

/// <summary>Fetches one file, in a queue of its own, so that nothing waits for a channel. Keeps nothing: the file's grain decides.</summary>
[GrainType("media-fetch")]
[PreferLocalPlacement]
public sealed class MediaFetchGrain(IMediaChannel channel, IMediaStore store, NumberPacer pacer) : Grain, IMediaFetchGrain
{
    /// <inheritdoc/>
    public async Task Run(string phoneNumberId, string? declaredType, string? fileName)
    {
        var key = TenantKey.Parse(this.GetPrimaryKeyString());
        var media = GrainFactory.GetGrain<IMediaGrain>(this.GetPrimaryKeyString());
        if (await media.Get() is not { Stored: false, FailedFor: null }) return;
        if (await pacer.Credentials(key.Tenant, phoneNumberId) is not { } credentials)
        {
            await media.Failed("number_stopped", again: true);
            return;
        }
        StoredMedia? stored = null;
        var result = await channel.Download(
            key.Id, credentials,
            async (content, type, hash) => stored = await store.Save(
                key.Tenant, key.Id, content, type ?? declaredType, fileName, strict: false, hash, CancellationToken.None),
            CancellationToken.None);
        if (stored is not null && result.Reason is null) await media.Stored(stored.MediaType, stored.Length, stored.Sha256);
        else await media.Failed(result.Reason ?? "nothing_came", result.Again);
    }
}

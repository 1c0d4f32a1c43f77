using SalesFlow.Common;

namespace SalesFlow.Channels;

/// <summary>A file that was stored.</summary>
/// <param name="Id">Our id, or the channel's id of what a customer sent.</param>
/// <param name="MediaType">The MIME type that the content has, whatever its sender said; <c>application/octet-stream</c> where it is not known.</param>
/// <param name="FileName">The name that it came with, or null.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">Hash of the content, 64 hexadecimal digits.</param>
/// <param name="StoredAt">When, UTC.</param>
public sealed record StoredMedia(string Id, string MediaType, string? FileName, long Length, string Sha256, DateTimeOffset StoredAt);

/// <summary>Why a file was not stored, a stable word.</summary>
/// <param name="reason"><c>too_large</c>, <c>empty</c>, <c>type</c>, <c>hash</c>.</param>
public sealed class MediaRefusedException(string reason) : Exception("The file was refused: " + reason)
{
    /// <summary>The word.</summary>
    public string Reason { get; } = reason;
}

/// <summary>Keeps tenants' files. Where several processes serve one installation, they share the folder behind it.</summary>
public interface IMediaStore
{
    /// <summary>Stores a file under an id, whole or not at all; one that stands there already is replaced.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="id">Letters, digits, <c>-</c> and <c>_</c>.</param>
    /// <param name="content">The bytes; read to the end.</param>
    /// <param name="declaredType">What its sender says that it is; decides only between types that share a form.</param>
    /// <param name="fileName">A name, or null.</param>
    /// <param name="strict">Whether it must be of a type and size that WhatsApp takes. Otherwise any type is kept, up to 100 MB.</param>
    /// <param name="expectedSha256">The hash that it must have, in hexadecimal, or null.</param>
    /// <param name="ct">Cancels; nothing is stored then.</param>
    /// <exception cref="MediaRefusedException">Type, size or hash do not fit.</exception>
    Task<StoredMedia> Save(
        string tenant, string id, Stream content, string? declaredType, string? fileName, bool strict, string? expectedSha256, CancellationToken ct);

    /// <summary>A file's particulars, or null.</summary>
    Task<StoredMedia?> Find(string tenant, string id, CancellationToken ct);

    /// <summary>Opens a file that was found, for reading at any place.</summary>
    Stream Open(string tenant, string id);

    /// <summary>The id under which a number's channel knows the file, or null where it does not, or not any more.</summary>
    Task<string?> Uploaded(string tenant, string id, string phoneNumberId, CancellationToken ct);

    /// <summary>Remembers the id under which a number's channel knows the file until an instant.</summary>
    Task RememberUpload(string tenant, string id, string phoneNumberId, string channelId, DateTimeOffset until, CancellationToken ct);
}

/// <summary>Carries files to and from a channel. Never throws for an answer that the channel gave.</summary>
public interface IMediaChannel
{
    /// <summary>Gives the channel a file.</summary>
    Task<MediaUpload> Upload(string phoneNumberId, StoredMedia media, Stream content, NumberCredentials credentials, CancellationToken ct);

    /// <summary>Reads a file that a customer sent; the content is handed over while it arrives.</summary>
    Task<MediaDownload> Download(string mediaId, NumberCredentials credentials, Func<Stream, string?, string?, Task> keep, CancellationToken ct);
}

/// <summary>What became of an upload.</summary>
/// <param name="MediaId">The channel's id; null where it failed.</param>
/// <param name="Until">Until when the id lives, UTC.</param>
/// <param name="Reason">Why it failed, a stable word.</param>
/// <param name="Again">Whether another attempt may succeed.</param>
public sealed record MediaUpload(string? MediaId, DateTimeOffset Until, string? Reason = null, bool Again = false);

/// <summary>What became of a download.</summary>
/// <param name="Reason">Why it failed, a stable word; null where it did not.</param>
/// <param name="Again">Whether another attempt may succeed.</param>
public sealed record MediaDownload(string? Reason = null, bool Again = false);

/// <summary>What a customer sent, until it lies with us: asked for again and again while the channel keeps it. Key: <c>tenant/{channel's media id}</c>.</summary>
[Alias("media")]
public interface IMediaGrain : ITenantScoped
{
    /// <summary>The file is wanted; asked again it changes nothing.</summary>
    /// <param name="phoneNumberId">The number that it was sent to.</param>
    /// <param name="declaredType">What the channel says that it is, or null.</param>
    /// <param name="fileName">The name that its sender gave it, cleaned, or null.</param>
    [Alias("Want")]
    Task<Outcome> Want(string phoneNumberId, string? declaredType, string? fileName);

    /// <summary>The file lies with us.</summary>
    [Alias("Stored")]
    Task<Outcome> Stored(string mediaType, long length, string sha256);

    /// <summary>An attempt failed.</summary>
    [Alias("Failed")]
    Task<Outcome> Failed(string reason, bool again);

    /// <summary>How far it is, or null where nobody sent such a file.</summary>
    [Alias("Get")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<MediaView?> Get();
}

/// <summary>Fetches one file, in a queue of its own. Same key as the file.</summary>
[Alias("media-fetch")]
public interface IMediaFetchGrain : ITenantScoped
{
    /// <summary>Makes one attempt and tells the file's grain.</summary>
    [Alias("Run")]
    [Orleans.Concurrency.OneWay]
    Task Run(string phoneNumberId, string? declaredType, string? fileName);
}

/// <summary>A file that a customer sent.</summary>
/// <param name="Stored">Whether it lies with us.</param>
/// <param name="FailedFor">Why it never will, or null.</param>
/// <param name="Attempts">How many attempts failed.</param>
[GenerateSerializer, Immutable, Alias("media.view")]
public sealed record MediaView(bool Stored, string? FailedFor, int Attempts);

/// <summary>A file that a customer sent is wanted.</summary>
[EventName("media.wanted")]
public sealed record MediaWanted(string PhoneNumberId, string? DeclaredType, DateTimeOffset At, string? FileName = null) : IDomainEvent;

/// <summary>A file lies with us.</summary>
[EventName("media.stored")]
public sealed record MediaStored(string MediaType, long Length, string Sha256, DateTimeOffset At) : IDomainEvent;

/// <summary>An attempt to fetch a file failed; Final where there will be no other.</summary>
[EventName("media.failed")]
public sealed record MediaFailed(string Reason, bool Final, DateTimeOffset At) : IDomainEvent;

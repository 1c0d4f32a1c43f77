using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;
using SalesFlow.Channels;
using SalesFlow.Storage.Database;

namespace SalesFlow.Storage.Media;

/// <summary>
/// Files in the data folder: <c>media/{tenant}/{id}</c>, and their particulars in <c>{id}.json</c> beside them, written last. A file without
/// particulars is the rest of a crash and is nobody's.
/// </summary>
internal sealed class FileMediaStore(IOptions<StorageOptions> options, TimeProvider clock) : IMediaStore
{
    private const int BufferLength = 64 * 1024;
    private readonly string _root = Path.GetFullPath(Path.Combine(options.Value.DataDirectory, "media"));

    private sealed record Particulars(StoredMedia Media, ImmutableDictionary<string, Upload> Uploads);

    private sealed record Upload(string ChannelId, DateTimeOffset Until);

    public async Task<StoredMedia> Save(
        string tenant, string id, Stream content, string? declaredType, string? fileName, bool strict, string? expectedSha256, CancellationToken ct)
    {
        var path = PathOf(tenant, id);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var part = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            var (type, length, hash) = await Write(part, content, declaredType, strict, ct);
            if (expectedSha256 is not null && !string.Equals(hash, expectedSha256, StringComparison.OrdinalIgnoreCase)) throw new MediaRefusedException("hash");
            File.Move(part, path, overwrite: true);
            var media = new StoredMedia(id, type, fileName, length, hash, clock.GetUtcNow());
            await Keep(path, new Particulars(media, ImmutableDictionary<string, Upload>.Empty), ct);
            return media;
        }
        finally
        {
            File.Delete(part);
        }
    }

    public async Task<StoredMedia?> Find(string tenant, string id, CancellationToken ct) => (await Read(tenant, id, ct))?.Media;

    public Stream Open(string tenant, string id) =>
        new FileStream(PathOf(tenant, id), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferLength, FileOptions.Asynchronous);

    public async Task<string?> Uploaded(string tenant, string id, string phoneNumberId, CancellationToken ct) =>
        (await Read(tenant, id, ct))?.Uploads.GetValueOrDefault(phoneNumberId) is { } upload && upload.Until > clock.GetUtcNow() ? upload.ChannelId : null;

    public async Task RememberUpload(string tenant, string id, string phoneNumberId, string channelId, DateTimeOffset until, CancellationToken ct)
    {
        if (await Read(tenant, id, ct) is not { } known) return;
        await Keep(PathOf(tenant, id), known with { Uploads = known.Uploads.SetItem(phoneNumberId, new Upload(channelId, until)) }, ct);
    }

    private static async Task<(string Type, long Length, string Hash)> Write(
        string part, Stream content, string? declaredType, bool strict, CancellationToken ct)
    {
        await using var file = new FileStream(part, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferLength, FileOptions.Asynchronous);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferLength];
        var head = await content.ReadAtLeastAsync(buffer, MediaTypes.HeadLength, throwOnEndOfStream: false, ct);
        if (head == 0) throw new MediaRefusedException("empty");
        var type = MediaTypes.Of(buffer.AsSpan(0, Math.Min(head, MediaTypes.HeadLength)), declaredType);
        var limit = strict && type != MediaTypes.Compound ? MediaTypes.LimitOf(type) : MediaTypes.Largest;
        if (limit == 0) throw new MediaRefusedException("type");
        long length = 0;
        for (var read = head; read > 0; read = await content.ReadAsync(buffer, ct))
        {
            length += read;
            if (length > limit) throw new MediaRefusedException("too_large");
            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), ct);
        }
        if (type == MediaTypes.Compound)
        {
            await file.FlushAsync(ct);
            type = CompoundFile.TypeOf(file) ?? (strict ? throw new MediaRefusedException("type") : MediaTypes.Unknown);
        }
        return (type, length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private async Task<Particulars?> Read(string tenant, string id, CancellationToken ct)
    {
        if (!Fits(tenant) || !Fits(id)) return null;
        var path = PathOf(tenant, id) + ".json";
        if (!File.Exists(path)) return null;
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 4096, FileOptions.Asynchronous);
        return await JsonSerializer.DeserializeAsync<Particulars>(file, JsonSerializerOptions.Web, ct);
    }

    private static async Task Keep(string path, Particulars particulars, CancellationToken ct)
    {
        var part = $"{path}.{Guid.NewGuid():N}.part";
        await File.WriteAllBytesAsync(part, JsonSerializer.SerializeToUtf8Bytes(particulars, JsonSerializerOptions.Web), ct);
        File.Move(part, path + ".json", overwrite: true);
    }

    private string PathOf(string tenant, string id) => Fits(tenant) && Fits(id)
        ? Path.Combine(_root, tenant, id)
        : throw new ArgumentException("Names of files hold letters, digits, - and _ only.", nameof(id));

    private static bool Fits(string name) => name is { Length: > 0 and <= 128 } && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}

using System.IO.Compression;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace SalesFlow.WebApi.Leads.Transfer;

/// <summary>A form with a file in it, read part by part: the file goes to the disk as it comes and is never held in memory.</summary>
internal sealed class ImportUpload : IDisposable
{
    private const int LongestValue = 64 * 1024;
    private const int MostFields = 20;
    private const int LongestBoundary = 200;
    private readonly System.Security.Cryptography.IncrementalHash _hash =
        System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
    private readonly Dictionary<string, string> _fields = new(StringComparer.OrdinalIgnoreCase);

    private ImportUpload(string path) => Path = path;

    /// <summary>Where the file is until it is moved to its job.</summary>
    public string Path { get; }

    /// <summary>The name that it was sent under; null where there was no file.</summary>
    public string? FileName { get; private set; }

    public long Bytes { get; private set; }

    /// <summary><c>csv</c> or <c>xlsx</c>; null where it is neither.</summary>
    public string? Format { get; private set; }

    /// <summary>A hash of the file and of the fields, however the form was cut into parts.</summary>
    public byte[] Content()
    {
        foreach (var (name, value) in _fields.OrderBy(f => f.Key, StringComparer.OrdinalIgnoreCase))
            _hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"\n{name.ToLowerInvariant()}={value}"));
        _hash.AppendData(System.Text.Encoding.UTF8.GetBytes("\n" + FileName));
        return _hash.GetHashAndReset();
    }

    public string? this[string field] => _fields.TryGetValue(field, out var value) && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    /// <summary>Reads the form.</summary>
    /// <param name="request">The request.</param>
    /// <param name="folder">Where to put the file.</param>
    /// <param name="longest">The most bytes that the file may have.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="BadHttpRequestException">It is no such form, or the file is too large.</exception>
    public static async Task<ImportUpload> Read(HttpRequest request, string folder, long longest, CancellationToken ct)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= LongestBoundary } boundary)
            throw new BadHttpRequestException("multipart/form-data is needed.", StatusCodes.Status415UnsupportedMediaType);
        Directory.CreateDirectory(folder);
        var upload = new ImportUpload(System.IO.Path.Combine(folder, $".{Guid.NewGuid():N}"));
        try
        {
            var reader = new MultipartReader(boundary, request.Body);
            while (await reader.ReadNextSectionAsync(ct) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var part)) continue;
                if (part.IsFileDisposition()) await upload.Keep(section, part, longest, ct);
                else await upload.Note(section, part, ct);
            }
            if (upload.FileName is not null) upload.Format = await FormatOf(upload.Path, ct);
            return upload;
        }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException)
        {
            upload.Dispose();
            throw new BadHttpRequestException("The form is broken.", e);
        }
        catch
        {
            upload.Dispose();
            throw;
        }
    }

    /// <summary>Puts the file into its job's place.</summary>
    public void MoveTo(string path)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.Move(Path, path, overwrite: true);
    }

    /// <summary>Columns and the fields that they are read as; null where the text is no such object.</summary>
    public IReadOnlyDictionary<string, string>? Mapping()
    {
        if (this["mapping"] is not { } text) return new Dictionary<string, string>();
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        _hash.Dispose();
        if (File.Exists(Path)) File.Delete(Path);
    }

    private async Task Keep(MultipartSection section, ContentDispositionHeaderValue part, long longest, CancellationToken ct)
    {
        var name = (part.FileNameStar.HasValue ? part.FileNameStar : part.FileName).Value ?? "";
        FileName = System.IO.Path.GetFileName(HeaderUtilities.RemoveQuotes(name).Value?.Replace('\\', '/') ?? "").Replace("\0", "", StringComparison.Ordinal);
        if (FileName.Length > 255) FileName = FileName[^255..];
        await using var file = new FileStream(Path, FileMode.Create, FileAccess.Write, FileShare.None, 64 * 1024, useAsync: true);
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = await section.Body.ReadAsync(buffer, ct)) > 0)
        {
            Bytes += count;
            if (Bytes > longest) throw new BadHttpRequestException("The file is too large.", StatusCodes.Status413PayloadTooLarge);
            _hash.AppendData(buffer, 0, count);
            await file.WriteAsync(buffer.AsMemory(0, count), ct);
        }
    }

    private async Task Note(MultipartSection section, ContentDispositionHeaderValue part, CancellationToken ct)
    {
        if (HeaderUtilities.RemoveQuotes(part.Name).Value is not { Length: > 0 and <= 100 } name) return;
        if (_fields.Count >= MostFields) throw new BadHttpRequestException("Too many fields.");
        var buffer = new byte[LongestValue + 1];
        var count = await section.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        if (count > LongestValue) throw new BadHttpRequestException($"{name}: too long.");
        _fields[name] = System.Text.Encoding.UTF8.GetString(buffer, 0, count);
    }

    /// <summary>What the file is by its content; its name proves nothing.</summary>
    private static async Task<string?> FormatOf(string path, CancellationToken ct)
    {
        var head = new byte[8];
        int count;
        await using (var file = File.OpenRead(path)) count = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, ct);
        if (head.AsSpan(0, count).StartsWith("PK\u0003\u0004"u8))
        {
            try
            {
                using var zip = ZipFile.OpenRead(path);
                return zip.GetEntry("xl/workbook.xml") is not null ? "xlsx" : null;
            }
            catch (InvalidDataException)
            {
                return null;
            }
        }
        // Old workbooks, documents, pictures, archives, programs.
        ReadOnlySpan<byte> start = head.AsSpan(0, count);
        var binary = start is [0xD0, 0xCF, 0x11, 0xE0, ..] or [0x89, 0x50, 0x4E, 0x47, ..] or [0xFF, 0xD8, 0xFF, ..] or [0x1F, 0x8B, ..] or [0x7F, 0x45, 0x4C, 0x46, ..]
            || start.StartsWith("%PDF"u8) || start.StartsWith("MZ"u8) || start.StartsWith("Rar!"u8) || start.StartsWith("7z"u8);
        return binary ? null : "csv";
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using SalesFlow.Common;
using SalesFlow.Templates;

namespace SalesFlow.Grains.Templates;

/// <summary>The templates that come with the product: data in the repository's <c>templates/messages</c> folder, one file each, compiled in.</summary>
internal static class MessageTemplateFiles
{
    private const string Prefix = "SalesFlow.Grains.MessageTemplates.";

    private static readonly Lazy<IReadOnlyList<LibraryTemplate>> Loaded = new(() =>
    [
        .. typeof(MessageTemplateFiles).Assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(resource =>
            {
                using var reader = new StreamReader(typeof(MessageTemplateFiles).Assembly.GetManifestResourceStream(resource)!);
                return Read("templates/messages/" + resource[Prefix.Length..], reader.ReadToEnd());
            }),
    ]);

    /// <summary>All of them, by their codes.</summary>
    /// <exception cref="InvalidOperationException">One of the files is wrong; the message names the file and the line.</exception>
    public static IReadOnlyList<LibraryTemplate> All => Loaded.Value;

    /// <summary>Reads one file.</summary>
    /// <param name="path">Its path, for messages.</param>
    /// <param name="text">Its text.</param>
    /// <exception cref="InvalidOperationException">It is no JSON, holds what is not known, or breaks a rule; the message names the file and the line.</exception>
    public static LibraryTemplate Read(string path, string text)
    {
        LibraryFile file;
        try
        {
            file = JsonSerializer.Deserialize(text, LibraryJson.Default.LibraryFile) ?? throw new JsonException("It is empty.");
        }
        catch (JsonException e)
        {
            throw new InvalidOperationException($"{path}({(e.LineNumber ?? 0) + 1}): {e.Message}", e);
        }
        var name = Path.GetFileNameWithoutExtension(path);
        if (file.Code != name || !TemplateRules.IsCode(file.Code)) throw Wrong("code", $"must be the file's name, {name}");
        var content = new TemplateContent(
            file.NameAr ?? "", file.NameEn ?? "", file.Channel, file.Category, file.WhatsappCategory, file.SubjectAr, file.SubjectEn, file.BodyAr, file.BodyEn,
            file.HeaderAr, file.HeaderEn, file.FooterAr, file.FooterEn, file.Buttons ?? [], file.Variables ?? []);
        if (content.BodyAr is null) throw Wrong("bodyAr", "must be there: every template of the product has both languages");
        if (content.BodyEn is null) throw Wrong("bodyEn", "must be there: every template of the product has both languages");
        return TemplateRules.Faults(content) is [var first, ..]
            ? throw Wrong(first.Field, first.Argument is null ? first.Rule : $"{first.Rule} ({first.Argument})")
            : new LibraryTemplate(file.Code, content);

        InvalidOperationException Wrong(string field, string what) => new($"{path}({LineOf(text, field)}): {field}: {what}");
    }

    /// <summary>The line on which a field stands, from 1; that of a list for what is within it.</summary>
    private static int LineOf(string text, string field)
    {
        var end = field.AsSpan().IndexOfAny('[', '.');
        var at = text.IndexOf($"\"{(end < 0 ? field : field[..end])}\"", StringComparison.Ordinal);
        return at < 0 ? 1 : text.AsSpan(0, at).Count('\n') + 1;
    }
}

/// <summary>A template that comes with the product.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Content">What it says.</param>
internal sealed record LibraryTemplate(string Code, TemplateContent Content);

/// <summary>A file as it is written.</summary>
internal sealed record LibraryFile
{
    public required string Code { get; init; }
    public string? NameAr { get; init; }
    public string? NameEn { get; init; }
    public required TemplateChannel Channel { get; init; }
    public required TemplateCategory Category { get; init; }
    public WhatsappCategory? WhatsappCategory { get; init; }
    public string? SubjectAr { get; init; }
    public string? SubjectEn { get; init; }
    public string? HeaderAr { get; init; }
    public string? HeaderEn { get; init; }
    public string? BodyAr { get; init; }
    public string? BodyEn { get; init; }
    public string? FooterAr { get; init; }
    public string? FooterEn { get; init; }
    public List<TemplateButton>? Buttons { get; init; }
    public List<TemplateVariable>? Variables { get; init; }
}

/// <summary>The files' JSON. What is not known is refused: a misspelt field would be lost without a word.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(SnakeCaseEnumConverter)])]
[JsonSerializable(typeof(LibraryFile))]
internal sealed partial class LibraryJson : JsonSerializerContext;

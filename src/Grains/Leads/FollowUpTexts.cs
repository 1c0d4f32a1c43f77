using System.Reflection;
using System.Text.Json;
using SalesFlow.Channels;

namespace SalesFlow.Grains.Leads;

/// <summary>The words of follow-ups in Arabic and English, read once from an embedded file.</summary>
internal static class FollowUpTexts
{
    /// <summary>The purpose under which follow-ups are sent.</summary>
    public const string Purpose = "follow_up";

    private static readonly JsonElement Texts = Load();

    /// <summary>The follow-up of a number, counted from 1, as free text for the open window.</summary>
    public static OutboundContent Text(int number, string language, string? name, string company) =>
        OutboundContent.OfText(Texts.GetProperty(language)[number - 1].GetString()!
            .Replace("{name}", Address(language, name), StringComparison.Ordinal)
            .Replace("{company}", company, StringComparison.Ordinal));

    /// <summary>The same as a template (<c>follow_up_1</c> to <c>follow_up_3</c>; the values are name and company) for the closed window.</summary>
    public static OutboundContent Template(int number, string language, string? name, string company) =>
        new(OutboundKind.Template, Template: new TemplateMessage($"follow_up_{number}", language, [Address(language, name), company], "marketing"));

    private static string Address(string language, string? name) =>
        string.IsNullOrWhiteSpace(name) ? Texts.GetProperty("nameless").GetProperty(language).GetString()! : name.Trim();

    private static JsonElement Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("SalesFlow.Grains.Leads.FollowUp.texts.json")
            ?? throw new InvalidOperationException("The follow-up texts are not embedded.");
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }
}

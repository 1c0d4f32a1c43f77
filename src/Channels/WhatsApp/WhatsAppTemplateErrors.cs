using System.Text.Json;
using SalesFlow.Templates;

namespace SalesFlow.Channels.WhatsApp;

/// <summary>What Meta's refusals of template calls mean. The code decides; of code 100 the subcode, where there is one, tells which rule was broken.</summary>
internal static class WhatsAppTemplateErrors
{
    /// <summary>The account has a template of this name in this language.</summary>
    public const string Exists = "template_exists";

    /// <summary>The template, or the account, is not there.</summary>
    public const string Unknown = "template_unknown";

    private static readonly TimeSpan RatePause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan TokenPause = TimeSpan.FromMinutes(30);

    /// <summary>The result that a refusal gives.</summary>
    /// <param name="body">The answer's body.</param>
    /// <param name="httpStatus">Its status: decides only where the body is no error of the API.</param>
    /// <param name="retryAfter">What the answer itself asked for, or null.</param>
    public static TemplateResult Result(ReadOnlySpan<byte> body, int httpStatus, TimeSpan? retryAfter)
    {
        if (WhatsAppAnswer.Read(body).Error is not { } error)
        {
            return httpStatus == 404
                ? new(TemplateResultKind.Refused, Reason: Unknown)
                : new(TemplateResultKind.Later, Reason: httpStatus >= 500 ? "channel_trouble" : "refused_on_the_way", RetryAfter: retryAfter);
        }
        return (error.Code, error.Subcode) switch
        {
            (4 or 613 or 80007 or 80008 or 130429, _) => new(TemplateResultKind.Later, Reason: "app_rate", RetryAfter: Longer(retryAfter, RatePause)),
            (0 or 190, _) => new(TemplateResultKind.Later, Reason: "token", RetryAfter: TokenPause),
            (1 or 2 or 131000 or 131016 or 131057, _) => new(TemplateResultKind.Later, Reason: "channel_trouble", RetryAfter: retryAfter),
            (3 or 10 or (>= 200 and <= 299), _) => new(TemplateResultKind.Refused, Reason: "permission"),
            (368 or 131031, _) => new(TemplateResultKind.Refused, Reason: "account_restricted"),
            (100, 33) => new(TemplateResultKind.Refused, Reason: Unknown),
            (100, 2388024) => new(TemplateResultKind.Refused, Reason: Exists),
            // A name is blocked for a while after its deletion.
            (100, 2388023) => new(TemplateResultKind.Refused, Reason: "name_being_deleted"),
            (100, 2388019) => new(TemplateResultKind.Refused, Reason: "template_limit"),
            (100, 2388040) => new(TemplateResultKind.Refused, Reason: "too_long"),
            (100, 2388047) => new(TemplateResultKind.Refused, Reason: "header_format"),
            (100, 2388072) => new(TemplateResultKind.Refused, Reason: "body_format"),
            (100, 2388073) => new(TemplateResultKind.Refused, Reason: "footer_format"),
            (100, 2388293) => new(TemplateResultKind.Refused, Reason: "parameter_ratio"),
            (100, 2388299) => new(TemplateResultKind.Refused, Reason: "parameter_at_edge"),
            (192, _) => new(TemplateResultKind.Refused, Reason: "phone_number"),
            (132007, _) => new(TemplateResultKind.Refused, Reason: "policy"),
            (100, _) => new(TemplateResultKind.Refused, Reason: Told(body) ?? "parameter_invalid"),
            _ when error.Transient || httpStatus is 429 or >= 500 => new(TemplateResultKind.Later, Reason: "channel_trouble", RetryAfter: retryAfter),
            _ => new(TemplateResultKind.Refused, Reason: Told(body) ?? "error_unknown"),
        };
    }

    /// <summary>What Meta itself tells people of a refusal, where it does: the rule in its own words, at most 300 characters.</summary>
    private static string? Told(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        using var json = JsonDocument.ParseValue(ref reader);
        var error = json.RootElement.GetProperty("error");
        var text = WhatsAppTemplateReader.Text(error, "error_user_msg")
            ?? (error.TryGetProperty("error_data", out var data) ? WhatsAppTemplateReader.Text(data, "details") : null);
        return string.IsNullOrWhiteSpace(text) ? null : text[..Math.Min(300, text.Length)];
    }

    private static TimeSpan Longer(TimeSpan? asked, TimeSpan least) => asked > least ? asked.Value : least;
}

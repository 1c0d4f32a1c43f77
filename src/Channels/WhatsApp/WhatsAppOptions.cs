using Microsoft.Extensions.Options;

namespace SalesFlow.Channels.WhatsApp;

/// <summary>Settings of the WhatsApp Cloud API, section <c>WhatsApp</c>.</summary>
public sealed class WhatsAppOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "WhatsApp";

    /// <summary>Where the Graph API stands, without a trailing slash: <c>WhatsApp:GraphBaseUrl</c>.</summary>
    public string GraphBaseUrl { get; set; } = "https://graph.facebook.com";

    /// <summary>The Graph API's version, such as <c>v23.0</c>: <c>WhatsApp:ApiVersion</c>.</summary>
    public string ApiVersion { get; set; } = "v23.0";

    /// <summary>How long a whole attempt may take, connecting included; 10 seconds unless set, 2 minutes at most: <c>WhatsApp:Timeout</c>.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long connecting may take: <c>WhatsApp:ConnectTimeout</c>.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How many connections may be open at once, 1 to 1,024; further sends wait for one: <c>WhatsApp:MaxConnections</c>.</summary>
    public int MaxConnections { get; set; } = 128;
}

/// <summary>Checks the settings at start and names the key that is wrong.</summary>
internal sealed class WhatsAppOptionsValidator : IValidateOptions<WhatsAppOptions>
{
    public ValidateOptionsResult Validate(string? name, WhatsAppOptions options)
    {
        var failures = new List<string>();
        if (!Uri.TryCreate(options.GraphBaseUrl, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http"))
            failures.Add("WhatsApp:GraphBaseUrl must be an absolute http or https address.");
        if (string.IsNullOrEmpty(options.ApiVersion) || !options.ApiVersion.All(c => char.IsAsciiLetterOrDigit(c) || c == '.'))
            failures.Add("WhatsApp:ApiVersion must look like v23.0.");
        if (options.Timeout <= TimeSpan.Zero || options.Timeout > TimeSpan.FromMinutes(2))
            failures.Add("WhatsApp:Timeout must be more than nothing and at most 00:02:00.");
        if (options.ConnectTimeout <= TimeSpan.Zero || options.ConnectTimeout > TimeSpan.FromMinutes(2))
            failures.Add("WhatsApp:ConnectTimeout must be more than nothing and at most 00:02:00.");
        if (options.MaxConnections is < 1 or > 1024)
            failures.Add("WhatsApp:MaxConnections must be 1 to 1024.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}

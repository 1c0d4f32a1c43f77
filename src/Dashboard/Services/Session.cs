using System.Text.Json;
using Microsoft.JSInterop;

namespace SalesFlow.Dashboard.Services;

/// <summary>Who is signed in, in this tab.</summary>
public sealed class Session(IJSRuntime js, Texts texts)
{
    private const string Key = "salesflow.session";
    private const string LanguageKey = "salesflow.language";

    /// <summary>The tokens, or null where nobody is signed in.</summary>
    public Tokens? Tokens { get; private set; }

    /// <summary>Raised when somebody signed in or out.</summary>
    public event Action? Changed;

    /// <summary>Takes up what the tab knew before it was loaded anew.</summary>
    public async Task Restore()
    {
        var language = await js.InvokeAsync<string?>("salesflow.get", LanguageKey);
        await UseLanguage(language ?? "ar");
        var stored = await js.InvokeAsync<string?>("salesflow.get", Key);
        if (stored is not null) Tokens = JsonSerializer.Deserialize<Tokens>(stored, ApiClient.Json);
    }

    /// <summary>Changes the language and remembers it.</summary>
    public async Task UseLanguage(string language)
    {
        texts.Use(language);
        await js.InvokeVoidAsync("salesflow.direction", texts.Language);
        await js.InvokeVoidAsync("salesflow.set", LanguageKey, texts.Language, true);
    }

    /// <summary>Signs in, or takes refreshed tokens.</summary>
    public async Task SignIn(Tokens tokens)
    {
        Tokens = tokens;
        await js.InvokeVoidAsync("salesflow.set", Key, JsonSerializer.Serialize(tokens, ApiClient.Json), false);
        Changed?.Invoke();
    }

    /// <summary>Signs out.</summary>
    public async Task SignOut()
    {
        Tokens = null;
        await js.InvokeVoidAsync("salesflow.remove", Key);
        Changed?.Invoke();
    }
}

/// <summary>What signing in gives.</summary>
public sealed record Tokens(string AccessToken, string RefreshToken, int ExpiresIn, string TenantId, string UserId);

/// <summary>A sign-in that needs a code besides the password.</summary>
public sealed record SecondStep(string Challenge, IReadOnlyList<string> Methods, int ExpiresIn);

/// <summary>The ways to sign in.</summary>
public sealed record SignInWays(bool Mail, string? Oidc);

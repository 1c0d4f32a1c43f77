namespace SalesFlow.Client.Tests;

/// <summary>Companies as callers of the typed client.</summary>
internal static class Companies
{
    public const string Password = "correct horse battery";

    /// <summary>A client with a company of its own.</summary>
    public static async Task<SalesFlowApi> Company(this ProductFactory product)
    {
        var api = new SalesFlowApi(product.CreateClient());
        await api.RegisterAsync(new RegisterRequest { CompanyName = "عيادات النخبة", FullName = "سارة", Email = Email(), Password = Password });
        return api;
    }

    public static string Email() => $"{Guid.NewGuid():n}@example.com";
}
